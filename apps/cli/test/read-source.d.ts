import type { ImportSource, Reading } from '../src/sources/source.ts';
/** What a source makes of each record of a text. */
export declare function readingsOf(
  source: ImportSource,
  text: string,
): Promise<
  (
    | Reading
    | {
        broken: string;
      }
  )[]
>;
/** The payload of the first message of a record that was taken. */
export declare function payloadOf(
  reading:
    | Reading
    | {
        broken: string;
      }
    | undefined,
): Readonly<Record<string, unknown>>;
//# sourceMappingURL=read-source.d.ts.map
