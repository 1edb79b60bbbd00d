import type { Command } from 'commander';
import { createLineIds, isPageView, toMessage } from '../access-log/page-view.ts';
import { createLogReader, logForms, seemsToBe } from '../access-log/read-log.ts';
import { CommandError, contextOf } from '../command-context.ts';
import type { TargetOptions } from '../track-target.ts';
import { openLines } from './import-lines.ts';
import { refuseNothingRead, sendMessages, sentLines } from './run-import.ts';

interface Options extends TargetOptions {
  readonly host?: string;
}

const shownBrokenLines = 5;

/** `import access-log <file|->`: requests of people become page views. */
export function registerImportAccessLog(imports: Command): void {
  imports
    .command('access-log <file>')
    .description(`import an access log, plain or gzip: ${logForms}; - is the standard input`)
    .requiredOption('--project <id>')
    .option('--host <origin>', 'where the log is from, such as https://example.com')
    .option('--url <url>', 'where ingest is')
    .option('--client-id <id>')
    .option('--client-secret <secret>')
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const host = originOf(options.host);
      const counts = { lines: 0, comments: 0, pageViews: 0, otherRequests: 0, broken: 0 };
      const broken: string[] = [];
      const source = await openLines(file, { progress: true });
      const idOf = createLineIds();
      const read = createLogReader();

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
        const sent = await sendMessages(context, options, messages());
        const understood = counts.pageViews + counts.otherRequests;
        const seen = broken[0] === undefined ? '' : ` The first seems to be ${seemsToBe(broken[0])}.`;
        refuseNothingRead(
          { read: counts.lines, understood },
          `a log in one of these forms: ${logForms}.${seen}`,
        );
        context.output.result({ ...counts, ...sent }, [
          `${counts.lines} lines: ${counts.pageViews} page views, ${counts.otherRequests} other requests, ${counts.comments} comments, ${counts.broken} not understood`,
          ...sentLines(sent),
        ]);
      } finally {
        source.close();
      }
    });
}

function originOf(host: string | undefined): string {
  if (host === undefined) return '';
  try {
    return new URL(host.includes('://') ? host : `https://${host}`).origin;
  } catch (error) {
    throw new CommandError(`--host ${host} is not an origin such as https://example.com`, { cause: error });
  }
}
