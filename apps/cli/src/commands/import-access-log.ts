import { type Command, Option } from 'commander';
import { createLineIds, isPageView, toMessage } from '../access-log/page-view.ts';
import { createLogReader, type LogForm, logFormNames, logForms, seemsToBe } from '../access-log/read-log.ts';
import { offsetsOf } from '../access-log/time-zone.ts';
import { CommandError, contextOf } from '../command-context.ts';
import { timezoneArgument } from '../timezone-argument.ts';
import { openLines } from './import-lines.ts';
import { addImportOptions, type ImportOptions, refuseNothingRead, runImport } from './run-import.ts';

interface Options extends ImportOptions {
  readonly host?: string;
  readonly form?: LogForm;
  readonly logFormat?: string;
  readonly timezone?: string;
}

const shownBrokenLines = 5;

/** `import access-log <file|->`: requests of people become page views. */
export function registerImportAccessLog(imports: Command): void {
  const command = imports
    .command('access-log <file>')
    .description(`import an access log, plain or gzip: ${logForms}; - is the standard input`)
    .option('--host <origin>', 'where the log is from, such as https://example.com')
    .addOption(new Option('--form <form>', 'take no other form').choices([...logFormNames]))
    .option('--log-format <format>', "nginx' log_format, as its configuration has it")
    .option(
      '--timezone <zone>',
      'of times without one (HAProxy), such as Asia/Seoul; default UTC',
      timezoneArgument,
    );
  addImportOptions(command).action(async (file: string, options: Options, self: Command) => {
    const context = contextOf(self);
    const host = originOf(options.host);
    const counts = { lines: 0, comments: 0, pageViews: 0, otherRequests: 0, broken: 0 };
    const broken: string[] = [];
    const source = await openLines(file, { progress: true });
    const idOf = createLineIds();
    const read = readerOf(options);

    async function* messages() {
      for await (const line of source.lines) {
        if (line === '') continue;
        counts.lines += 1;
        const entry = read(line);
        if (entry === 'comment') counts.comments += 1;
        else if (entry === 'unknown') {
          counts.broken += 1;
          if (broken.length < shownBrokenLines) broken.push(line);
          if (counts.broken <= shownBrokenLines)
            context.output.note(`not understood: line ${counts.lines}: ${line.slice(0, 160)}`);
        } else if (isPageView(entry)) {
          counts.pageViews += 1;
          yield toMessage(entry, idOf(line), host);
        } else counts.otherRequests += 1;
      }
    }

    try {
      await runImport({ context, options, source: 'access-log', files: [file] }, messages(), {
        check: () => {
          const understood = counts.pageViews + counts.otherRequests;
          const seen = broken[0] === undefined ? '' : ` The first seems to be ${seemsToBe(broken[0])}.`;
          refuseNothingRead(
            { read: counts.lines, understood },
            `a log in one of these forms: ${logForms}.${seen}`,
          );
        },
        counts: () => ({ ...counts }),
        lines: () => [
          `${counts.lines} lines: ${counts.pageViews} page views, ${counts.otherRequests} other requests, ${counts.comments} comments, ${counts.broken} not understood`,
        ],
      });
    } finally {
      source.close();
    }
  });
}

function readerOf({ form, logFormat, timezone }: Options) {
  try {
    const offsetOf = timezone === undefined ? undefined : offsetsOf(timezone);
    return createLogReader({ form, logFormat, offsetOf });
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export function originOf(host: string | undefined): string {
  if (host === undefined) return '';
  try {
    return new URL(host.includes('://') ? host : `https://${host}`).origin;
  } catch (error) {
    throw new CommandError(`--host ${host} is not an origin such as https://example.com`, { cause: error });
  }
}
