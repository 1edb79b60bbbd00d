import type { Command } from 'commander';
import { createLineIds, isPageView, toMessage } from '../access-log/page-view.ts';
import { parseLine } from '../access-log/parse-line.ts';
import { CommandError, contextOf } from '../command-context.ts';
import { sendBatch } from '../track-client.ts';
import { type TargetOptions, withTrackTarget } from '../track-target.ts';
import { inRequests, openLines } from './import-lines.ts';

interface Options extends TargetOptions {
  readonly host?: string;
}

const shownBrokenLines = 5;

/** `import access-log <file|->`: combined logs become page views. */
export function registerImportAccessLog(imports: Command): void {
  imports
    .command('access-log <file>')
    .description('import a log in combined format (Apache, nginx), plain or gzip; - is the standard input')
    .requiredOption('--project <id>')
    .option('--host <origin>', 'where the log is from, such as https://example.com')
    .option('--url <url>', 'where ingest is')
    .option('--client-id <id>')
    .option('--client-secret <secret>')
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const host = originOf(options.host);
      const counts = { lines: 0, pageViews: 0, otherRequests: 0, broken: 0, accepted: 0, rejected: 0 };
      const broken: string[] = [];
      const source = await openLines(file, { progress: true });
      const idOf = createLineIds();

      async function* messages() {
        for await (const line of source.lines) {
          if (line === '') continue;
          counts.lines += 1;
          const entry = parseLine(line);
          if (!entry) {
            counts.broken += 1;
            if (broken.length < shownBrokenLines) broken.push(`line ${counts.lines}: ${line.slice(0, 160)}`);
          } else if (isPageView(entry)) {
            counts.pageViews += 1;
            yield toMessage(entry, idOf(line), host);
          } else counts.otherRequests += 1;
        }
      }

      try {
        await withTrackTarget(context, options, async (target) => {
          // One after another: a visitor's requests reach their session in the log's order.
          for await (const batch of inRequests(messages())) {
            const { accepted, rejected } = await sendBatch(target, batch);
            counts.accepted += accepted;
            counts.rejected += rejected.length;
            for (const { message } of rejected.slice(0, 3)) context.output.note(`rejected: ${message}`);
          }
        });
      } finally {
        source.close();
      }
      for (const line of broken) context.output.note(`not understood: ${line}`);
      context.output.result(counts, [
        `${counts.lines} lines: ${counts.pageViews} page views, ${counts.otherRequests} other requests, ${counts.broken} not understood`,
        `${counts.accepted} accepted, ${counts.rejected} rejected; what was imported before is not counted twice`,
      ]);
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
