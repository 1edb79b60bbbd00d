import { type AccessLogEntry, textOf, unescapeLog } from './entry.ts';
import { parseNginxFields } from './json.ts';

type Piece = { readonly name: string } | { readonly literal: string };

/**
 * Reads lines that nginx wrote by a `log_format`: the directive as the configuration has it, or its text alone. Throws
 * where the format says no time, request or status.
 */
export function createFormatReader(format: string): (line: string) => AccessLogEntry | undefined {
  const pieces = piecesOf(
    textOfDirective(format)
      .replace(wholeTarget, '$request_uri')
      .replace(/\\([tnr"'\\])/g, unescapeNginx),
  );
  refuseNeighbours(pieces);
  const names = new Set(pieces.flatMap((piece) => ('name' in piece ? [piece.name] : [])));
  for (const [what, anyOf] of required)
    if (!anyOf.some((name) => names.has(name)))
      throw new Error(
        `the log_format says no ${what}: it needs ${anyOf.map((name) => `$${name}`).join(' or ')}`,
      );
  return (line) => {
    const fields = fieldsOf(line, pieces);
    return fields && parseNginxFields(fields);
  };
}

const required: readonly (readonly [what: string, anyOf: readonly string[]])[] = [
  ['time', ['time_local', 'time_iso8601', 'msec']],
  ['request', ['request', 'request_uri', 'uri']],
  ['status', ['status']],
];

/** What nginx puts together of the parts of a target. */
const wholeTarget = /\$(?:document_)?uri\$is_args\$(?:args|query_string)/g;
/** Variables that begin with a slash, so that what stands right before them ends there. */
const targets = new Set(['request_uri', 'uri', 'document_uri']);

/** As in its configuration: `\t` is a tab. */
function unescapeNginx(_escape: string, letter: string): string {
  return { t: '\t', n: '\n', r: '\r' }[letter] ?? letter;
}

function refuseNeighbours(pieces: readonly Piece[]): void {
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    if (next && 'name' in piece && 'name' in next && !targets.has(next.name))
      throw new Error(
        `the log_format has nothing between $${piece.name} and $${next.name} to tell them apart by`,
      );
  }
}

/** `log_format name escape=json 'a' "b";` is `ab`; anything else is the text itself. */
function textOfDirective(format: string): string {
  if (!/^\s*log_format\s/.test(format)) return format;
  return Array.from(
    format.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g),
    ([, single, double]) => single ?? double ?? '',
  ).join('');
}

function piecesOf(format: string): Piece[] {
  return Array.from(format.matchAll(/\$(?:\{(\w+)\}|(\w+))|[^$]+|\$/g), ([text, braced, plain]) => {
    const name = braced ?? plain;
    return name === undefined ? { literal: text } : { name };
  });
}

/** By the text between the variables, from left to right: no line takes longer than its length. */
function fieldsOf(line: string, pieces: readonly Piece[]): Record<string, string> | undefined {
  const fields: Record<string, string> = {};
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if ('literal' in piece) {
      if (!line.startsWith(piece.literal, at)) return undefined;
      at += piece.literal.length;
      continue;
    }
    const next = pieces[index + 1];
    const end = next ? line.indexOf('literal' in next ? next.literal : '/', at) : line.length;
    if (end < 0) return undefined;
    fields[piece.name] = unescapeLog(textOf(line.slice(at, end)));
    at = end;
  }
  return fields;
}
