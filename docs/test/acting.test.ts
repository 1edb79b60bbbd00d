import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AnalyticsServer, startServer } from './server.ts';
import { runShell } from './shell.ts';
import { filesOf, snippetsOf } from './snippets.ts';

let server: AnalyticsServer;
let receiver: ReturnType<typeof createServer>;
let receiverUrl: string;
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

beforeAll(async () => {
  const port = await freePort();
  receiverUrl = `http://127.0.0.1:${port}`;
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    response.end('ok');
  }).listen(port, '127.0.0.1');
  server = await startServer({ WEBHOOK_ALLOW_PRIVATE: 'true' });
});
afterAll(async () => {
  receiver?.close();
  await server?.close();
});

/** Runs the page's commands as one script, and gives the answers that they printed. */
async function answersOf(page: string) {
  const commands = snippetsOf(page, '.').filter(({ language }) => language === 'sh');
  expect(commands).not.toEqual([]);
  const code = commands.map((snippet) => snippet.code.replaceAll('https://example.com/alerts', receiverUrl));
  const output = await runShell(code.map((one) => `${one}\necho`).join('\n'), server);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

const manage = async (path: string, body?: object) => {
  const { id, secret } = server.root;
  const response = await fetch(`${server.url}/manage/projects/${server.projectId}/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'openpanel-client-id': id,
      'openpanel-client-secret': secret,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()).data;
};

it.each([
  'segments.md',
  'links-and-people.md',
  'alerts.md',
  'boards.md',
  'gatrix.md',
  'digests.md',
  'sql.md',
])('the commands of docs/%s work', async (page) => {
  const answers = await answersOf(page);
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter(({ success }) => !success)).toEqual([]);
});

it('docs/mcp.md: the command asks a report', async () => {
  const [answer] = await answersOf('mcp.md');
  expect(answer.result.isError).toBeUndefined();
  expect(answer.result.structuredContent).toMatchObject({
    project: { id: server.projectId },
    asked: { startDate: '2026-11-01' },
    data: { total_events: expect.any(Number) },
  });
});

it('docs/channels.md: an alert of the stand-alone run reaches a webhook, which knows who sent it', async () => {
  const [{ data: channel }] = await answersOf('channels.md');
  const [report] = (await manage('saved-reports')).filter(
    ({ name }: { name: string }) => name === 'Purchases',
  );
  const made = await manage('alerts', {
    ...{ name: 'Anything', interval: 'day', watch: { savedReportId: report.id, figure: 'A' } },
    ...{ condition: { kind: 'threshold', op: 'gte', value: 0 }, channels: [channel.id] },
  });
  await expect.poll(() => received.length).toBe(1);
  const [{ headers, body } = expect.fail('nothing came')] = received;
  expect(JSON.parse(body)).toMatchObject({
    type: 'alert',
    state: 'firing',
    alert: { id: made.id },
    value: 0,
  });
  await expect
    .poll(async () => (await manage(`deliveries?subjectId=${made.id}`))[0])
    .toMatchObject({ status: 'sent', answer: 'ok', idempotencyKey: headers['idempotency-key'] });

  const directory = mkdtempSync(join(tmpdir(), 'verify-'));
  const file = join(directory, 'verify.mjs');
  writeFileSync(file, filesOf(snippetsOf('channels.md', '.')).get('verify.js') ?? '');
  const { isOurs } = await import(pathToFileURL(file).href);
  expect(isOurs(channel.secret, headers, body)).toBe(true);
  expect(isOurs(channel.secret, headers, `${body} `)).toBe(false);
  expect(isOurs('another', headers, body)).toBe(false);
  expect(isOurs(channel.secret, headers, body, Date.now() + 400_000)).toBe(false);
  rmSync(directory, { recursive: true });
});
