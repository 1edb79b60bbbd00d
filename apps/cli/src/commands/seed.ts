import { SingleBar } from 'cli-progress';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, contextOf, withMetadata } from '../command-context.ts';
import { demoMessages } from '../demo/messages.ts';
import { demoSdk, refuseOtherData } from '../demo/other-data.ts';
import { type DemoProject, demoProject } from '../demo/project.ts';
import { sendInLanes } from '../demo/send-in-lanes.ts';
import { sendBatch, type TrackTarget } from '../track-client.ts';
import { ingestUrl, insightsUrl } from '../track-target.ts';
import { maxRequestBytes, maxRequestMessages } from './import-lines.ts';

interface Options {
  readonly project: string;
  readonly events: number;
  readonly days: number;
  readonly seed: number;
  readonly timezone: string;
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
    .option('--timezone <zone>', "the project's, IANA name", localZone())
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
        const counts = await withSecret(metadata, demo, async (client) => {
          const target = { ...client, url };
          if (demo.client.secret === undefined) await refuseOtherData(pageUrl, options.project, target);
          return send(target, options, demo.project.createdAt);
        });
        const seconds = Math.round((performance.now() - begun) / 100) / 10;
        const { project, client } = demo;
        const signInUrl = await signInLink(pageUrl, client);
        const result = { projectId: project.id, client, url: pageUrl, signInUrl, ...counts, seconds };
        output.result(result, [
          `project  ${project.id}  ${project.name}`,
          `${counts.accepted} messages accepted, ${counts.rejected} rejected on purpose, in ${seconds} s`,
          '',
          ...(signInUrl === undefined
            ? [`Open ${pageUrl} and sign in with`]
            : [
                'Open the dashboard (the link signs you in, once):',
                '',
                `  ${signInUrl}`,
                '',
                'Or sign in with',
              ]),
          `  client id  ${client.id}`,
          `  secret     ${client.secret ?? `(shown when it was made; for a new one: client rotate ${client.id})`}`,
        ]);
      });
    });
}

type Metadata = Parameters<typeof demoProject>[0];

/** Works with the demo's own client, or where its secret is not known with one that is revoked behind the work. */
async function withSecret<T>(
  { clients }: Metadata,
  { project, client }: DemoProject,
  work: (client: Omit<TrackTarget, 'url'>) => Promise<T>,
): Promise<T> {
  if (client.secret !== undefined) return work({ clientId: client.id, clientSecret: client.secret });
  const made = await clients.create({ projectId: project.id, name: 'seed demo', type: 'root' });
  try {
    return await work({ clientId: made.client.id, clientSecret: made.secret });
  } finally {
    await clients.revoke(made.client.id);
  }
}

async function send(target: TrackTarget, options: Options, end: number) {
  const bar = process.stderr.isTTY
    ? new SingleBar({ stream: process.stderr, format: '{bar} {percentage}% | {eta_formatted} left' })
    : undefined;
  const counts = { accepted: 0, rejected: 0 };
  bar?.start(options.events, 0);
  try {
    const limits = { lanes: 8, maxBytes: maxRequestBytes, maxMessages: maxRequestMessages };
    await sendInLanes(demoMessages({ ...options, end }), limits, async (batch) => {
      const { accepted, rejected } = await sendBatch(target, batch, `${demoSdk}@1`);
      counts.accepted += accepted;
      counts.rejected += rejected.length;
      bar?.increment(batch.length);
    });
  } finally {
    bar?.stop();
  }
  return counts;
}

/** A link that signs in as the client; undefined where the server makes none, or the secret is not known. */
async function signInLink(url: string, { id, secret }: DemoProject['client']): Promise<string | undefined> {
  if (secret === undefined) return undefined;
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
