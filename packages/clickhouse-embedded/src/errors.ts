import { ClickHouseError } from '@clickhouse/client';

/** An error in the words of ClickHouse's own: a number from its list and that number's name. */
export function clickHouseError(code: number, type: string, message: string): ClickHouseError {
  return new ClickHouseError({ code: String(code), type, message });
}

const exception = /Code: (\d+)\. (?:DB::)?Exception: /g;
const type = /\s*\(([A-Z][A-Z0-9_]{2,})\)(?:\s*\(version [^)]*\))*\.?\s*$/;

/**
 * What the engine threw, as the error that `@clickhouse/client` throws. The engine nests an exception into itself
 * (`Code: 73. DB::Exception: Code: 73. …`) and names the file that an insert's body was spooled to; both are cut.
 */
export function fromEngine(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const codes = [...text.matchAll(exception)];
  const last = codes.at(-1);
  if (!last) return error instanceof Error ? error : new Error(text);
  let message = text.slice(last.index + last[0].length).trimEnd();
  let name = 'UNKNOWN_EXCEPTION';
  for (let found = type.exec(message); found; found = type.exec(message)) {
    name = found[1] ?? name;
    message = message.slice(0, found.index);
  }
  message = message
    .replace(/\(in file\/uri [^)]*\)(?:: )?/g, '')
    // As 24.12 writes it. Without quotes `@clickhouse/client` takes a word in capitals for the error's name.
    .replace(/(failed at position \d+) \(([^')][^)]*)\)/, "$1 ('$2')")
    .trimEnd();
  return clickHouseError(Number(last[1]), name, `${message} `);
}
