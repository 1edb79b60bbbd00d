import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { CommandError, contextOf } from '../command-context.ts';
import { timezoneArgument } from '../timezone-argument.ts';
import type { TrackTarget } from '../track-client.ts';
import { insightsUrl, type TargetOptions, withClient } from '../track-target.ts';

interface Options extends TargetOptions {
  readonly format: 'ndjson' | 'csv' | 'parquet';
  readonly start?: string;
  readonly end?: string;
  readonly timezone?: string;
  readonly filters?: string;
  readonly output?: string;
  readonly bom?: true;
  readonly people?: true;
}

/** `export`: a project's events as a file or on the standard output, whatever the size. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .description("write a project's events to a file, or to the standard output")
    .requiredOption('--project <id>')
    .addOption(new Option('--format <format>').choices(['ndjson', 'csv', 'parquet']).default('ndjson'))
    .option('--start <day>', 'a day or an instant; default: 29 days before the end')
    .option('--end <day>', 'a day, included, or an instant, excluded; default: today')
    .option('--timezone <zone>', "IANA name; default: the project's", timezoneArgument)
    .option('--filters <json>', 'as the query API takes them')
    .option(
      '--people',
      'ndjson: behind the events what was said of people and groups, to import it elsewhere',
    )
    .option('--bom', 'begin a CSV with a byte order mark, for Excel')
    .option('--output <file>', 'default: the standard output')
    .option('--url <url>', 'where insights is')
    .option('--client-id <id>')
    .option('--client-secret <secret>')
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = options;
      if (!output && command.optsWithGlobals<{ json?: true }>().json)
        throw new CommandError('--json needs --output: otherwise the events are what is written');
      const url = insightsUrl(context, options.url);
      await withClient(context, { ...options, url }, 'read', async (target) => {
        const file = await ask(target, options);
        const { events, start, end, timezone } = await rangeOf(target, options);
        context.output.note(`${events} events, from ${start} to ${end} (${timezone})`);
        if (output === undefined) {
          await pipeline(file, process.stdout, { end: false });
          return;
        }
        const bytes = await save(file, output);
        context.output.result({ file: output, bytes, events, start, end, timezone }, [
          `${output}: ${bytes} bytes`,
        ]);
      });
    });
}

async function ask(target: TrackTarget, options: Options): Promise<Readable> {
  const response = await get(target, options, 'export', {
    format: options.format,
    ...(options.bom && { bom: 'true' }),
    ...(options.people && { people: 'true' }),
  });
  if (!response.body) throw new CommandError(`${target.url} answers nothing`);
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
}

const metrics = z.object({
  data: z.object({ total_events: z.number() }),
  meta: z.object({ start: z.string(), end: z.string(), timezone: z.string() }),
});

/** What the range came to when the export began, and how many events it had. */
async function rangeOf(target: TrackTarget, options: Options) {
  const response = await get(target, options, 'metrics', {});
  const { data, meta } = metrics.parse(await response.json());
  return { events: data.total_events, ...meta };
}

/** Asks a report over the range; throws what the server says where it does not answer. */
async function get(
  target: TrackTarget,
  options: Options,
  report: string,
  more: Readonly<Record<string, string>>,
): Promise<Response> {
  const query = new URLSearchParams(more);
  if (options.start) query.set('startDate', options.start);
  if (options.end) query.set('endDate', options.end);
  if (options.timezone) query.set('timezone', options.timezone);
  if (options.filters) query.set('filters', options.filters);
  const response = await fetch(
    new URL(`insights/${encodeURIComponent(options.project)}/${report}?${query}`, target.url),
    { headers: { 'openpanel-client-id': target.clientId, 'openpanel-client-secret': target.clientSecret } },
  );
  if (response.ok) return response;
  const text = (await response.text()).slice(0, 300);
  throw new CommandError(`${target.url} answers ${response.status}: ${text}`);
}

/** A file that is whole or not there: an export that breaks off leaves nothing that looks like one. */
async function save(file: Readable, path: string): Promise<number> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(file, createWriteStream(unfinished));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await rename(unfinished, path);
  return (await stat(path)).size;
}
