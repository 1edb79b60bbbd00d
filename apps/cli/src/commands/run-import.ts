import type { Command } from 'commander';
import QuickLRU from 'quick-lru';
import { type CommandContext, CommandError } from '../command-context.ts';
import { sendBatch } from '../track-client.ts';
import { insightsUrl, type TargetOptions, withTrackTarget } from '../track-target.ts';
import { currentId, idInRun, importIdOf, storedImports } from './import-id.ts';
import { type ImportedMessage, inRequests } from './import-lines.ts';
import { findKnown } from './known-messages.ts';
import { previewLines, previewMessages } from './preview.ts';

/** What became of the messages: together they are all that were sent. */
export interface SentCounts {
  /** What `import undo` takes. */
  importId: string;
  stored: number;
  robots: number;
  /** Copies of what was there before, which change nothing; null where nobody could say, then they are among the others. */
  knownBefore: number | null;
  rejected: number;
  /** Of the rejected, by what was wrong. */
  readonly reasons: Record<string, number>;
}

const shownReasons = 5;
/** Ids of one file that are remembered at least, so that one that is in it twice is known the second time. */
const maxIds = 250_000;

export interface ImportOptions extends TargetOptions {
  readonly dryRun?: boolean;
  readonly importId?: string;
}

/** What every import can be told. */
export function addImportOptions(command: Command): Command {
  return command
    .requiredOption('--project <id>')
    .option('--dry-run', 'show what would be imported, and send nothing')
    .option('--import-id <id>', 'what `import undo` shall know it by; default: made of the files')
    .option('--url <url>', 'where ingest is')
    .option('--client-id <id>')
    .option('--client-secret <secret>');
}

export interface ImportRun {
  readonly context: CommandContext;
  readonly options: ImportOptions;
  readonly source: string;
  readonly files: readonly string[];
}

/** What the reader of the files has to say when all of them are read. */
export interface ReaderReport {
  /** Fails where nothing was understood. */
  check(): void;
  counts(): object;
  lines(): readonly string[];
}

/** Sends the messages, or shows them, and says at the end what became of all that was read. */
export async function runImport(
  run: ImportRun,
  messages: AsyncIterable<ImportedMessage>,
  report: ReaderReport,
): Promise<void> {
  const { context, options } = run;
  if (options.dryRun) {
    const preview = await previewMessages(context.output, messages);
    report.check();
    context.output.result({ ...report.counts(), dryRun: true, ...preview }, [
      ...report.lines(),
      ...previewLines(preview),
    ]);
    return;
  }
  const sent = await sendMessages(run, messages);
  report.check();
  context.output.result({ ...report.counts(), ...sent }, [...report.lines(), ...sentLines(sent)]);
}

/** Sends messages one request after another, so that a visitor's reach their session in the order of the file. */
async function sendMessages(
  { context, options, source, files }: ImportRun,
  messages: AsyncIterable<ImportedMessage>,
): Promise<SentCounts> {
  const base = await importIdOf(source, files, options.importId);
  const counts: SentCounts = {
    ...{ importId: base, stored: 0, robots: 0, knownBefore: 0, rejected: 0 },
    reasons: {},
  };
  const url = insightsUrl(context, options.url);
  const sentIds = new QuickLRU<unknown, true>({ maxSize: maxIds });
  await withTrackTarget(context, options, async (target) => {
    counts.importId = currentId(base, await storedImports(url, target, options.project));
    const isAgain = counts.importId !== base;
    const find = (batch: readonly ImportedMessage[]) => findKnown(url, target, options.project, batch);
    for await (const whole of inRequests(messages)) {
      const unknown = await unknownAmong(whole, find);
      const renamed = isAgain && unknown ? renew(unknown, counts.importId) : undefined;
      const batch = (renamed ? await unknownAmong(renamed, find) : unknown) ?? renamed ?? whole;
      if (unknown === undefined) counts.knownBefore = null;
      else if (counts.knownBefore !== null) counts.knownBefore += whole.length - batch.length;
      if (batch.length === 0) continue;
      const { accepted, bots, rejected } = await sendBatch(target, batch, `import@${counts.importId}`);
      const refused = new Set(rejected.map(({ index }) => index));
      const repeated = batch.filter(
        ({ payload: { id } }, index) => id !== undefined && isSeen(sentIds, id) && !refused.has(index),
      ).length;
      // A robot's event that is twice in the file is a copy of which nobody says whose.
      const copied = counts.knownBefore === null ? 0 : Math.min(repeated, accepted);
      if (counts.knownBefore !== null) counts.knownBefore += repeated;
      counts.stored += accepted - copied;
      counts.robots += bots - (counts.knownBefore === null ? 0 : repeated - copied);
      counts.rejected += rejected.length;
      for (const { message } of rejected) counts.reasons[message] = (counts.reasons[message] ?? 0) + 1;
    }
  });
  return counts;
}

/** Those that are not stored; undefined where nobody can say. */
async function unknownAmong(
  batch: readonly ImportedMessage[],
  find: (batch: readonly ImportedMessage[]) => ReturnType<typeof findKnown>,
): Promise<ImportedMessage[] | undefined> {
  const stored = await find(batch);
  return stored && batch.filter((_, index) => !stored.stored.has(index));
}

/** Messages of an import that was undone, under ids that nobody knows yet. */
function renew(batch: readonly ImportedMessage[], importId: string): ImportedMessage[] {
  return batch.map(({ type, payload }) =>
    type !== 'group' && typeof payload.id === 'string'
      ? { type, payload: { ...payload, id: idInRun(payload.id, importId) } }
      : { type, payload },
  );
}

function isSeen(ids: QuickLRU<unknown, true>, id: unknown): boolean {
  const isRepeated = ids.has(id);
  ids.set(id, true);
  return isRepeated;
}

/** The counts as lines for people. */
export function sentLines({
  importId,
  stored,
  robots,
  knownBefore,
  rejected,
  reasons,
}: SentCounts): string[] {
  const most = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const others = most.slice(shownReasons).reduce((sum, [, count]) => sum + count, 0);
  return [
    knownBefore === null
      ? `${stored} stored, ${robots} robots, ${rejected} rejected; what was there before is counted, too, but not stored again`
      : `${stored} stored, ${robots} robots, ${knownBefore} known before, ${rejected} rejected`,
    ...most.slice(0, shownReasons).map(([reason, count]) => `  rejected ${count}: ${reason}`),
    ...(others > 0 ? [`  rejected ${others} for other reasons`] : []),
    ...(stored + robots > 0 ? [`all of it is undone by: gatrix-analytics import undo ${importId}`] : []),
  ];
}

/** Fails where a file held nothing that could be read: what was expected helps more than a row of zeros. */
export function refuseNothingRead(
  counts: { readonly read: number; readonly understood: number; readonly what?: string },
  expected: string,
): void {
  if (counts.understood > 0) return;
  const found =
    counts.read === 0
      ? 'the file is empty'
      : `none of ${counts.read} ${counts.what ?? 'lines'} was understood`;
  throw new CommandError(`${found}: expected ${expected}`);
}
