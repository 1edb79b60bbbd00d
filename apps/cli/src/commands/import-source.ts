import type { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { type ImportSource, type Reading, type SourceRecord, textIn } from '../sources/source.ts';
import { originOf } from './import-access-log.ts';
import type { ImportedMessage } from './import-lines.ts';
import { openRecords } from './import-records.ts';
import { addImportOptions, type ImportOptions, refuseNothingRead, runImport } from './run-import.ts';

interface Options extends ImportOptions {
  readonly host?: string;
  readonly site?: string;
}

/** What became of the records: together they are all that were read. */
interface RecordCounts {
  records: number;
  taken: number;
  notUnderstood: number;
  /** Understood, and nothing for us: by why. */
  readonly leftOut: Record<string, number>;
  /** Fields of taken records that have no place here, and in how many they were. */
  readonly notTaken: Record<string, number>;
}

const shownBroken = 5;

/** `import <vendor> <files>`. */
export function registerImportSource(imports: Command, source: ImportSource): void {
  const command = imports
    .command(`${source.name} <files...>`)
    .description(`import ${source.expected}; plain or gzip; - is the standard input`)
    .option('--host <origin>', 'where the site is, such as https://example.com, if the export does not say');
  if (source.siteFields)
    command.option('--site <id>', `take only what is of this site: ${source.siteFields[0]} says which`);
  addImportOptions(command).action(async (files: string[], options: Options, self: Command) => {
    const context = contextOf(self);
    const counts: RecordCounts = { records: 0, taken: 0, notUnderstood: 0, leftOut: {}, notTaken: {} };
    const read = source.open({ host: originOf(options.host) });
    const siteOf = createSites(source, (sites) =>
      context.output.note(`of several sites: ${sites.join(', ')}, …; --site takes one of them`),
    );
    const readOne = (record: SourceRecord): Reading => {
      const site = siteOf(record);
      const isOther = options.site !== undefined && site !== undefined && site !== options.site;
      return isOther ? { leftOut: 'of another site' } : read(record);
    };

    async function* messages(): AsyncIterable<ImportedMessage> {
      for (const file of files) {
        const { records, close } = await openRecords(file);
        try {
          for await (const one of records) {
            counts.records += 1;
            const reading = 'record' in one ? readOne(one.record) : 'unknown';
            if (reading === 'unknown') {
              counts.notUnderstood += 1;
              if (counts.notUnderstood <= shownBroken)
                context.output.note(
                  `not understood: record ${counts.records} of ${file}: ${('record' in one ? JSON.stringify(one.record) : one.broken).slice(0, 160)}`,
                );
            } else if ('leftOut' in reading) count(counts.leftOut, reading.leftOut);
            else {
              counts.taken += 1;
              for (const field of reading.notTaken ?? []) count(counts.notTaken, field);
              yield* reading.messages;
            }
          }
        } finally {
          close();
        }
      }
    }

    const run = { context, options, source: source.name, files };
    await runImport(run, messages(), {
      check: () =>
        refuseNothingRead(
          { read: counts.records, understood: counts.records - counts.notUnderstood, what: 'records' },
          source.expected,
        ),
      counts: () => ({ ...counts }),
      lines: () => countLines(counts),
    });
  });
}

/** Which site a record is of; tells once that there are several. */
function createSites({ siteFields = [] }: ImportSource, onSeveral: (sites: readonly string[]) => void) {
  let first: string | undefined;
  let isTold = false;
  return (record: SourceRecord): string | undefined => {
    const field = siteFields.find((name) => name in record);
    const site = field === undefined ? undefined : textIn(record, field);
    first ??= site;
    if (!isTold && first !== undefined && site !== undefined && site !== first) {
      isTold = true;
      onSeveral([first, site]);
    }
    return site;
  };
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function countLines({ records, taken, notUnderstood, leftOut, notTaken }: RecordCounts): string[] {
  const left = Object.entries(leftOut);
  const fields = Object.entries(notTaken).sort(([, a], [, b]) => b - a);
  return [
    `${records} records: ${taken} taken, ${left.reduce((sum, [, times]) => sum + times, 0)} left out, ${notUnderstood} not understood`,
    ...left.map(([why, times]) => `  left out ${times}: ${why}`),
    ...(fields.length > 0
      ? [`fields that have no place here: ${fields.map(([name, times]) => `${name} (${times})`).join(', ')}`]
      : []),
  ];
}
