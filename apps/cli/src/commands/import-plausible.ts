import type { Command } from 'commander';
import { CommandError, contextOf } from '../command-context.ts';
import { plausibleExpected, readPlausible, type Total } from '../sources/plausible.ts';
import { postPatiently, type TrackTarget } from '../track-client.ts';
import { insightsUrl, withTrackTarget } from '../track-target.ts';
import { currentId, importIdOf, storedImports } from './import-id.ts';
import { maxRequestBytes, maxRequestMessages } from './import-lines.ts';
import { openRecords } from './import-records.ts';
import {
  addImportOptions,
  type ImportOptions,
  type ImportRun,
  refuseNothingRead,
  type SentCounts,
  sentLines,
} from './run-import.ts';

const source = 'plausible';
const shownTotals = 3;
const shownBroken = 5;

interface RecordCounts {
  records: number;
  taken: number;
  notUnderstood: number;
  /** Totals by what they are broken down by. */
  readonly breakdowns: Record<string, number>;
  readonly notTaken: Record<string, number>;
  first: string | null;
  last: string | null;
}

/** `import plausible <files>`: its export has no events, but what it counted by day. */
export function registerImportPlausible(imports: Command): void {
  const command = imports
    .command(`${source} <files...>`)
    .description(
      `import ${plausibleExpected}, as totals apart from events; plain or gzip; - is the standard input`,
    );
  addImportOptions(command).action(async (files: string[], options: ImportOptions, self: Command) => {
    const context = contextOf(self);
    const counts: RecordCounts = {
      ...{ records: 0, taken: 0, notUnderstood: 0, first: null, last: null },
      ...{ breakdowns: {}, notTaken: {} },
    };
    const totals = readTotals(files, counts, context.output.note);
    if (options.dryRun) {
      for await (const total of totals)
        if (counts.taken <= shownTotals) context.output.note(JSON.stringify(total));
      refuseNone(counts);
      context.output.result({ ...counts, dryRun: true }, [
        ...countLines(counts),
        'dry run, nothing was sent',
      ]);
      return;
    }
    const sent = await sendTotals({ context, options, source, files }, totals);
    refuseNone(counts);
    context.output.result({ ...counts, ...sent }, [...countLines(counts), ...sentLines(sent)]);
  });
}

async function* readTotals(
  files: readonly string[],
  counts: RecordCounts,
  note: (line: string) => void,
): AsyncIterable<Total> {
  for (const file of files) {
    const { records, close } = await openRecords(file);
    try {
      for await (const one of records) {
        counts.records += 1;
        const reading = 'record' in one ? readPlausible(one.record) : 'unknown';
        if (reading === 'unknown') {
          counts.notUnderstood += 1;
          const text = 'record' in one ? JSON.stringify(one.record) : one.broken;
          if (counts.notUnderstood <= shownBroken)
            note(`not understood: record ${counts.records} of ${file}: ${text.slice(0, 160)}`);
          continue;
        }
        const { day, breakdown } = reading.total;
        counts.taken += 1;
        counts.breakdowns[breakdown] = (counts.breakdowns[breakdown] ?? 0) + 1;
        if (counts.first === null || day < counts.first) counts.first = day;
        if (counts.last === null || day > counts.last) counts.last = day;
        for (const name of reading.notTaken) counts.notTaken[name] = (counts.notTaken[name] ?? 0) + 1;
        yield reading.total;
      }
    } finally {
      close();
    }
  }
}

async function sendTotals(
  { context, options, files }: ImportRun,
  totals: AsyncIterable<Total>,
): Promise<SentCounts> {
  const base = await importIdOf(source, files, options.importId);
  const url = insightsUrl(context, options.url);
  return withTrackTarget(context, options, async (known) => {
    const target = { ...known, url };
    const importId = currentId(base, await storedImports(url, target, options.project));
    const counts = { importId, stored: 0, robots: 0, knownBefore: 0, rejected: 0 };
    const reasons: Record<string, number> = {};
    const path = `manage/projects/${encodeURIComponent(options.project)}/imports/${encodeURIComponent(importId)}/totals`;
    for await (const batch of inBatches(totals)) {
      const { stored, knownBefore, rejected } = await postTotals(target, path, batch);
      counts.stored += stored;
      counts.knownBefore += knownBefore;
      counts.rejected += rejected.length;
      for (const { message } of rejected) reasons[message] = (reasons[message] ?? 0) + 1;
    }
    return { ...counts, reasons };
  });
}

interface Stored {
  readonly stored: number;
  readonly knownBefore: number;
  readonly rejected: readonly { readonly message: string }[];
}

async function postTotals(target: TrackTarget, path: string, totals: readonly Total[]): Promise<Stored> {
  const { status, body } = await postPatiently(target, path, { source, totals });
  const { data, error } = JSON.parse(body) as { data?: Stored; error?: { message?: string } };
  if (!data)
    throw new CommandError(`${target.url} answers ${status}: ${error?.message ?? body.slice(0, 300)}`);
  return data;
}

async function* inBatches(totals: AsyncIterable<Total>): AsyncIterable<Total[]> {
  let batch: Total[] = [];
  let bytes = 0;
  for await (const total of totals) {
    const size = Buffer.byteLength(JSON.stringify(total));
    if (batch.length >= maxRequestMessages || (batch.length > 0 && bytes + size > maxRequestBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(total);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function refuseNone({ records, notUnderstood }: RecordCounts): void {
  const read = { read: records, understood: records - notUnderstood, what: 'records' };
  refuseNothingRead(read, plausibleExpected);
}

function countLines({
  records,
  taken,
  notUnderstood,
  breakdowns,
  notTaken,
  first,
  last,
}: RecordCounts): string[] {
  const of = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, times]) => `${name} (${times})`)
      .join(', ');
  return [
    `${records} records: ${taken} taken, 0 left out, ${notUnderstood} not understood`,
    `totals by ${of(breakdowns)}, from ${first} to ${last}`,
    ...(Object.keys(notTaken).length > 0 ? [`fields that have no place here: ${of(notTaken)}`] : []),
  ];
}
