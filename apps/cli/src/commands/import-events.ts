import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { isExportedEvent, payloadOfExport } from '../exported-event.ts';
import { isObject, objectOf } from '../json-lines.ts';
import { type ImportedMessage, openLines } from './import-lines.ts';
import { addImportOptions, type ImportOptions, refuseNothingRead, runImport } from './run-import.ts';

const expected =
  'one JSON object a line: a message as /track takes it, its bare payload, or an event that `export --format ndjson` wrote';

/** `import events <ndjson|->`: a message a line, as `/track` takes it, or an event as `export` writes it. */
export function registerImportEvents(imports: Command): void {
  const command = imports
    .command('events <file>')
    .description(
      'import messages as /track takes them, or what `export --format ndjson` wrote; - is the standard input',
    );
  addImportOptions(command).action(async (file: string, options: ImportOptions, self: Command) => {
    const context = contextOf(self);
    const counts = { lines: 0, broken: 0 };
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
            context.output.note(`not understood: line ${counts.lines}: ${line.slice(0, 160)}`);
        }
      }
    }

    try {
      await runImport({ context, options, source: 'events', files: [file] }, messages(), {
        check: () =>
          refuseNothingRead({ read: counts.lines, understood: counts.lines - counts.broken }, expected),
        counts: () => ({ ...counts }),
        lines: () => [`${counts.lines} lines, ${counts.broken} not understood`],
      });
    } finally {
      source.close();
    }
  });
}

/** A message without an id gets one from its line and place, so that the same file again changes nothing. */
function toMessage(line: string, lineNumber: number): ImportedMessage | undefined {
  const parsed = objectOf(line);
  if (!parsed) return undefined;
  if (isExportedEvent(parsed)) return { type: 'track', payload: payloadOfExport(parsed) };
  const { type, payload } = parsed;
  const message =
    typeof type === 'string' && isObject(payload) ? { type, payload } : { type: 'track', payload: parsed };
  if (message.payload.id !== undefined || message.type === 'group') return message;
  const hex = createHash('sha256').update(`${lineNumber} ${line}`).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { type: message.type, payload: { ...message.payload, id } };
}
