import { clickHouseError } from '../errors.ts';
import { type Token, tokenize } from './tokens.ts';

/** A statement, seen as far as it matters to how it is run. */
export type Statement =
  | {
      /** `select`: its result can come chunk by chunk. */
      readonly kind: 'select' | 'other';
      readonly sql: string;
      readonly format: string | undefined;
    }
  | {
      /** `INSERT … FORMAT X` or `… VALUES`: `head`, where `FROM INFILE` goes in, `tail`; the data from `dataStart` on. */
      readonly kind: 'insert';
      readonly head: string;
      readonly tail: string;
      readonly format: string;
      readonly dataStart: number;
    }
  | {
      readonly kind: 'insertSelect';
      readonly sql: string;
      /** Where `input(` stands, when the rows come with the request. */
      readonly input: { readonly start: number; readonly end: number; readonly format: string } | undefined;
    };

/**
 * @throws ClickHouseError 62 for no statement or several, 48 for `INTO OUTFILE` and `FROM INFILE`, which would touch
 * the files of the process.
 */
export function parseStatement(sql: string): Statement {
  const plain = parsePlainSelect(sql);
  if (plain) return plain;
  const reader = tokenize(sql);
  const first = reader.next();
  if (first.done || first.value.text === ';') throw clickHouseError(62, 'SYNTAX_ERROR', 'Empty query ');
  if (first.value.text === 'INSERT') return parseInsert(sql, reader);
  const tokens = [first.value, ...reader];
  const end = endOfStatement(tokens);
  refuseFiles(tokens);
  // Totals come in a chunk of their own, which lacks its header or has it in the wrong place.
  const hasTotals = tokens.some((token) => token.text === 'TOTALS');
  const isSelect = ['SELECT', 'WITH', '(', 'FROM'].includes(first.value.text) && !hasTotals;
  return {
    kind: isSelect ? 'select' : 'other',
    sql: sql.slice(0, end),
    format: trailingFormat(sql, tokens)?.name,
  };
}

const beginsSelect = /^\s*(?:SELECT|WITH)\b/i;
const endsWithFormat = /\s+FORMAT\s+(\w+)\s*$/i;
/** What is to be found by its tokens: the end of a statement, a comment, a word that decides how a statement is run. */
const needsTokens = /[;#]|--|\/\*|\b(?:FORMAT|TOTALS|OUTFILE)\b/i;

/** Most statements of reports are of this kind: all that matters is at their ends. Ten kilobytes of tokens take milliseconds of the event loop. */
function parsePlainSelect(sql: string): Statement | undefined {
  if (!beginsSelect.test(sql)) return undefined;
  const ending = endsWithFormat.exec(sql.slice(-100));
  const body = sql.slice(0, sql.length - (ending?.[0].length ?? 0));
  return needsTokens.test(body) ? undefined : { kind: 'select', sql: sql.trimEnd(), format: ending?.[1] };
}

function parseInsert(sql: string, reader: Generator<Token, void, undefined>): Statement {
  const target = skipTarget(reader);
  let head: number | undefined;
  for (let token = target; token; token = take(reader)) {
    if (token.depth > 0 || token.kind !== 'word') {
      if (token.text === '(' && token.depth === 0 && startsSelect(sql, token)) return parseInsertSelect(sql);
      continue;
    }
    if (token.text === 'FROM') throw noFiles('FROM INFILE');
    if (token.text === 'SELECT' || token.text === 'WITH' || token.text === 'WATCH')
      return parseInsertSelect(sql);
    if (token.text === 'SETTINGS') head ??= token.start;
    if (token.text === 'VALUES') return insert(sql, head ?? token.start, token.start, 'Values', token.end);
    if (token.text === 'FORMAT') {
      const format = take(reader);
      if (format?.kind !== 'word') break;
      const name = sql.slice(format.start, format.end);
      const blank = /[ \t\f]*\r?\n?/y;
      blank.lastIndex = format.end;
      const data = format.end + (blank.exec(sql)?.[0].length ?? 0);
      return insert(sql, head ?? token.start, token.start, name, data);
    }
  }
  // Not an INSERT that is understood here: the engine says what is wrong with it.
  return { kind: 'other', sql, format: undefined };
}

function insert(sql: string, head: number, tail: number, format: string, dataStart: number): Statement {
  return {
    kind: 'insert',
    head: sql.slice(0, head).trimEnd(),
    tail: sql.slice(head, tail).trim(),
    format,
    dataStart,
  };
}

function parseInsertSelect(sql: string): Statement {
  const tokens = [...tokenize(sql)];
  const end = endOfStatement(tokens);
  refuseFiles(tokens);
  const at = tokens.findIndex((token, index) => token.text === 'INPUT' && tokens[index + 1]?.text === '(');
  const input = tokens[at];
  const open = tokens[at + 1];
  const format = trailingFormat(sql, tokens);
  if (!input || !open || !format) return { kind: 'insertSelect', sql: sql.slice(0, end), input: undefined };
  return {
    kind: 'insertSelect',
    sql: sql.slice(0, format.start),
    input: { start: input.start, end: open.end, format: format.name },
  };
}

/** `[INTO] [TABLE] [FUNCTION] name[.name] [(…)]`; gives the token behind the name. */
function skipTarget(reader: Generator<Token, void, undefined>): Token | undefined {
  let token = take(reader);
  if (token?.text === 'INTO') token = take(reader);
  if (token?.text === 'TABLE') token = take(reader);
  if (token?.text === 'FUNCTION') token = take(reader);
  token = take(reader);
  while (token?.text === '.') {
    take(reader);
    token = take(reader);
  }
  return token;
}

function take(reader: Generator<Token, void, undefined>): Token | undefined {
  const next = reader.next();
  return next.done ? undefined : next.value;
}

function startsSelect(sql: string, bracket: Token): boolean {
  return /^\(?\s*(?:SELECT|WITH)\b/i.test(sql.slice(bracket.end, bracket.end + 200));
}

/** Where the one statement ends; ClickHouse's HTTP interface refuses a second one. */
function endOfStatement(tokens: readonly Token[]): number {
  const semicolon = tokens.findIndex((token) => token.text === ';');
  if (semicolon < 0) return tokens.at(-1)?.end ?? 0;
  const next = tokens.slice(semicolon).find((token) => token.text !== ';');
  const at = tokens[semicolon]?.start ?? 0;
  if (!next) return at;
  throw clickHouseError(
    62,
    'SYNTAX_ERROR',
    `Syntax error (Multi-statements are not allowed): failed at position ${at + 1} (end of query): ; `,
  );
}

function trailingFormat(sql: string, tokens: readonly Token[]): { name: string; start: number } | undefined {
  for (let index = tokens.length - 2; index > 0; index -= 1) {
    const token = tokens[index];
    const name = tokens[index + 1];
    if (token?.text !== 'FORMAT' || token.depth !== 0 || name?.kind !== 'word') continue;
    const next = tokens[index + 2];
    if (next && next.text !== ';' && next.text !== 'SETTINGS') return undefined;
    return { name: sql.slice(name.start, name.end), start: token.start };
  }
  return undefined;
}

function refuseFiles(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token.text === 'OUTFILE' && tokens[index - 1]?.text === 'INTO') throw noFiles('INTO OUTFILE');
  }
}

function noFiles(clause: string): Error {
  return clickHouseError(48, 'NOT_IMPLEMENTED', `${clause} is not allowed on a server `);
}
