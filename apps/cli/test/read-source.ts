import { recordsOf } from '../src/commands/import-records.ts';
import type { ImportSource, Reading } from '../src/sources/source.ts';

type Read = Reading | { readonly broken: string };

/** What a source makes of each record of a text. */
export async function readingsOf(source: ImportSource, text: string): Promise<Read[]> {
  const read = source.open({ host: '' });
  async function* pieces() {
    yield text;
  }
  const readings: Read[] = [];
  for await (const one of recordsOf(pieces())) readings.push('record' in one ? read(one.record) : one);
  return readings;
}

/** The payload of the first message of a record that was taken. */
export function payloadOf(reading: Read | undefined): Readonly<Record<string, unknown>> {
  if (typeof reading !== 'object' || !('messages' in reading)) throw new Error(JSON.stringify(reading));
  return reading.messages[0]?.payload ?? {};
}
