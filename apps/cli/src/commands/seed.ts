import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';
import { liveMessages } from '../demo/live.ts';
import { demoMessages } from '../demo/messages.ts';
import { demoSdk, refuseOtherData } from '../demo/other-data.ts';
import { type DemoProject, demoProject } from '../demo/project.ts';
import { sendInLanes } from '../demo/send-in-lanes.ts';
import type { Output } from '../output.ts';
import { timezoneArgument } from '../timezone-argument.ts';
import { sendBatch, type TrackTarget } from '../track-client.ts';
import { ingestUrl, insightsUrl } from '../track-target.ts';
import { maxRequestBytes, maxRequestMessages } from './import-lines.ts';

interface Options {
  readonly project: string;
  readonly events: number;
  readonly days: number;
  readonly seed: number;
  readonly timezone: string;
  readonly live?: true;
  readonly url?: string;
}

/** `seed demo`: a game's last two months, through ingest, into a project of its own. */
export function registerSeed(program: Command): void {
  program
    .command('seed')
    .description('fill a project to look at')
    .command('demo')
    .description('two months of an invented game, in a project of its own; again, nothing is counted twice')
    .option('--project <id>', 'made where it is not there', 'demo')
    .option('--events <n>', 'so many events', wholeNumber(1_000, 20_000_000), 100_000)
    .option('--days <n>', 'until now', wholeNumber(7, 730), 60)
    .option('--seed <n>', 'another seed, another game', wholeNumber(0, 2 ** 31), 1)
    .option('--timezone <zone>', "the project's, IANA name", timezoneArgument, localZone())
    .option('--live', 'then go on as it happens, until Ctrl+C')
    .option('--url <url>', 'where ingest is')
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const url = ingestUrl(context, options.url);
      const pageUrl = insightsUrl(context, options.url);
      await refuseAbsentServer(url);
      await withMetadata(context, async (metadata) => {
        const demo = await demoProject(metadata, { ...options, id: options.project });
        const begun = performance.now();
        const client = await knownClient(metadata, demo);
        const target = { clientId: client.id, clientSecret: client.secret, url };
        if (demo.client.secret === undefined) await refuseOtherData(pageUrl, options.project, target);
        const sent = await send(target, options, demo.project.createdAt);
        const seconds = Math.round((performance.now() - begun) / 100) / 10;
        await tell(output, pageUrl, { project: demo.project, client }, { ...sent, seconds });
        if (options.live) await goOn(target, options, output);
      });
    });
}

interface Sent {
  readonly accepted: number;
  readonly robots: number;
  readonly rejected: number;
  readonly seconds: number;
}

async function tell(
  output: Output,
  pageUrl: string,
  { project, client }: { readonly project: DemoProject['project']; readonly client: KnownClient },
  sent: Sent,
) {
  const signInUrl = await signInLink(pageUrl, client);
  output.result({ projectId: project.id, client, url: pageUrl, signInUrl, ...sent }, [
    `project  ${project.id}  ${project.name}`,
    `${sent.accepted} messages accepted, ${sent.robots} of robots, ${sent.rejected} rejected on purpose, in ${sent.seconds} s`,
    '',
    ...(signInUrl === undefined
      ? [`Open ${pageUrl} and sign in with`]
      : ['Open the dashboard (the link signs you in, once):', '', `  ${signInUrl}`, '', 'Or sign in with']),
    `  client id  ${client.id}`,
    `  secret     ${client.secret}`,
  ]);
}

/** About three events a second, until somebody stops it. */
async function goOn(target: TrackTarget, { seed, days }: Options, output: Output): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  output.note('Players come and go now; Ctrl+C stops it.');
  const live = { seed, days, visitors: 25, pauseMs: 8_000, signal: stop.signal };
  for await (const message of liveMessages(live)) await sendBatch(target, [message], `${demoSdk}@1`);
}

type Metadata = Parameters<typeof demoProject>[0];

interface KnownClient {
  readonly id: string;
  readonly secret: string;
}

const laterRuns = 'seed demo';

/** The demo's own client, or where its secret is not known another one, in place of that of the run before. */
async function knownClient({ clients }: Metadata, { project, client }: DemoProject): Promise<KnownClient> {
  const { id, secret } = client;
  if (secret !== undefined) return { id, secret };
  for (const earlier of await clients.listByProject(project.id)) {
    if (earlier.name === laterRuns) await clients.revoke(earlier.id);
  }
  const made = await clients.create({ projectId: project.id, name: laterRuns, type: 'root' });
  return { id: made.client.id, secret: made.secret };
}

async function send(target: TrackTarget, options: Options, end: number) {
  const bar = process.stderr.isTTY
    ? new SingleBar({ stream: process.stderr, format: '{bar} {percentage}% | {eta_formatted} left' })
    : undefined;
  const counts = { accepted: 0, robots: 0, rejected: 0 };
  bar?.start(options.events, 0);
  try {
    const limits = { lanes: 8, maxBytes: maxRequestBytes, maxMessages: maxRequestMessages };
    await sendInLanes(demoMessages({ ...options, end }), limits, async (batch) => {
      const { accepted, bots, rejected } = await sendBatch(target, batch, `${demoSdk}@1`);
      counts.accepted += accepted;
      counts.robots += bots;
      counts.rejected += rejected.length;
      bar?.increment(batch.length);
    });
  } finally {
    bar?.stop();
  }
  return counts;
}

/** A link that signs in as the client; undefined where the server makes none. */
async function signInLink(url: string, { id, secret }: KnownClient): Promise<string | undefined> {
  const response = await fetch(new URL('insights/session/link', url), {
    method: 'POST',
    headers: { 'openpanel-client-id': id, 'openpanel-client-secret': secret },
  });
  if (!response.ok) return undefined;
  const { data } = (await response.json()) as { readonly data: { readonly link: string } };
  return new URL(`#token=${data.link}`, url).href;
}

async function refuseAbsentServer(url: string): Promise<void> {
  const response = await fetch(new URL('/health', url)).catch(() => undefined);
  if (!response?.ok)
    throw new CommandError(`there is no server at ${url}: start it with npm start, or name it with --url`);
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`must be a whole number from ${low} to ${high}`);
  };
}

function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
