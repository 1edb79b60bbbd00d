import type { Output } from '../output.ts';
import { type ImportedMessage, timeOf } from './import-lines.ts';

const shownMessages = 3;

/** What would be sent, and nothing sent. */
export interface Preview {
  messages: number;
  readonly types: Record<string, number>;
  /** Milliseconds, of messages that say when they were. */
  first: number | null;
  last: number | null;
}

/** Reads all messages, and shows the first of them. */
export async function previewMessages(
  output: Output,
  messages: AsyncIterable<ImportedMessage>,
): Promise<Preview> {
  const preview: Preview = { messages: 0, types: {}, first: null, last: null };
  for await (const message of messages) {
    if (preview.messages < shownMessages) output.note(JSON.stringify(message));
    preview.messages += 1;
    preview.types[message.type] = (preview.types[message.type] ?? 0) + 1;
    const time = timeOf(message);
    if (time === undefined) continue;
    preview.first = Math.min(time, preview.first ?? time);
    preview.last = Math.max(time, preview.last ?? time);
  }
  return preview;
}

export function previewLines({ messages, types, first, last }: Preview): string[] {
  const kinds = Object.entries(types).map(([type, count]) => `${count} ${type}`);
  const range =
    first === null || last === null
      ? []
      : [`from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}`];
  return [`dry run, nothing was sent: ${messages} messages (${kinds.join(', ') || 'none'})`, ...range];
}
