import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { sendBatch } from '../track-client.ts';
import { type TargetOptions, withTrackTarget } from '../track-target.ts';
import { inRequests, openLines } from './import-lines.ts';

/** `import events <ndjson|->`: a message a line, as `/track` takes it; a bare payload counts as a track message. */
export function registerImportEvents(imports: Command): void {
  imports
    .command('events <file>')
    .description('import messages, one JSON object a line, as /track takes them; - is the standard input')
    .requiredOption('--project <id>')
    .option('--url <url>', 'where ingest is')
    .option('--client-id <id>')
    .option('--client-secret <secret>')
    .action(async (file: string, options: TargetOptions, command: Command) => {
      const context = contextOf(command);
      const counts = { lines: 0, broken: 0, accepted: 0, rejected: 0 };
      const source = await openLines(file, { progress: true });

      async function* messages() {
        for await (const line of source.lines) {
          if (line.trim() === '') continue;
          counts.lines += 1;
          const message = toMessage(line, counts.lines);
          if (message) yield message;
          else {
            counts.broken += 1;
            if (counts.broken <= 5)
              context.output.note(`not a JSON object: line ${counts.lines}: ${line.slice(0, 160)}`);
          }
        }
      }

      try {
        await withTrackTarget(context, options, async (target) => {
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
      context.output.result(counts, [
        `${counts.lines} lines: ${counts.accepted} accepted, ${counts.rejected} rejected, ${counts.broken} not understood`,
      ]);
    });
}

/** A message without an id gets one from its line and place, so that the same file again changes nothing. */
function toMessage(line: string, lineNumber: number): Record<string, unknown> | undefined {
  const parsed = parseObject(line);
  if (!parsed) return undefined;
  const isMessage = typeof parsed.type === 'string' && isObject(parsed.payload);
  const type = isMessage ? parsed.type : 'track';
  const payload = isMessage && isObject(parsed.payload) ? parsed.payload : parsed;
  if (payload.id !== undefined || type === 'group') return { type, payload };
  const hex = createHash('sha256').update(`${lineNumber} ${line}`).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { type, payload: { ...payload, id } };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
