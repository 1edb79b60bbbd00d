/** ClickHouse types a parameter can have. */
export type SqlType =
  | 'String'
  | 'UInt8'
  | 'UInt32'
  | 'Int64'
  | 'Float64'
  | 'Bool'
  | 'UUID'
  | "DateTime('UTC')"
  | "DateTime64(3, 'UTC')"
  | 'Array(String)'
  | 'Array(Int64)'
  | 'Array(Float64)'
  | 'Array(Date)'
  | 'Array(UInt64)';

export interface SqlParam {
  readonly kind: 'param';
  readonly type: SqlType;
  readonly value: unknown;
}

/** A piece of SQL: text with parameters between. Pieces compose; only `sql` makes them. */
export interface Sql {
  readonly kind: 'sql';
  readonly texts: readonly string[];
  readonly params: readonly SqlParam[];
}

export interface SqlQuery {
  readonly query: string;
  readonly query_params: Record<string, unknown>;
}

/** The constructors of parameters: the only way a value gets into a query. */
export const param = {
  string: (value: string): SqlParam => ({ kind: 'param', type: 'String', value }),
  strings: (value: readonly string[]): SqlParam => ({
    kind: 'param',
    type: 'Array(String)',
    value: [...value],
  }),
  integer: (value: number): SqlParam => ({ kind: 'param', type: 'Int64', value: whole(value) }),
  integers: (value: readonly number[]): SqlParam => ({
    kind: 'param',
    type: 'Array(Int64)',
    value: value.map(whole),
  }),
  limit: (value: number): SqlParam => ({ kind: 'param', type: 'UInt32', value: whole(value) }),
  float: (value: number): SqlParam => ({ kind: 'param', type: 'Float64', value }),
  floats: (value: readonly number[]): SqlParam => ({
    kind: 'param',
    type: 'Array(Float64)',
    value: [...value],
  }),
  bool: (value: boolean): SqlParam => ({ kind: 'param', type: 'Bool', value }),
  uuid: (value: string): SqlParam => ({ kind: 'param', type: 'UUID', value }),
  /** Unsigned numbers of 64 bits, in decimal. */
  hashes: (value: readonly string[]): SqlParam => ({
    kind: 'param',
    type: 'Array(UInt64)',
    value: value.map(BigInt),
  }),
  /** Days since the epoch. */
  days: (value: readonly number[]): SqlParam => ({
    kind: 'param',
    type: 'Array(Date)',
    value: value.map((day) => new Date(whole(day) * 86_400_000).toISOString().slice(0, 10)),
  }),
  /**
   * Milliseconds since the epoch, for columns of whole seconds: those before are before the next second, too. What the
   * type cannot hold becomes its first or last second.
   */
  second: (ms: number): SqlParam => ({
    kind: 'param',
    type: "DateTime('UTC')",
    // Not as a number: ClickHouse does not take one of fewer than five digits, such as the 0 of 1970.
    value: instant(Math.min(Math.max(Math.ceil(ms / 1_000), 0), lastSecond) * 1_000).slice(0, 19),
  }),
  /** Milliseconds since the epoch. */
  time: (ms: number): SqlParam => ({
    kind: 'param',
    type: "DateTime64(3, 'UTC')",
    value: instant(ms),
  }),
} as const;

const lastSecond = 2 ** 32 - 1;

/** Of milliseconds since the epoch: `2026-11-01 12:00:00.000`. */
function instant(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

/** SQL text whose interpolations are other pieces or parameters; a bare string there does not compile. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Sql | SqlParam)[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const params: SqlParam[] = [];
  values.forEach((value, index) => {
    if (value.kind === 'param') {
      params.push(value);
      texts.push('');
    } else {
      texts[texts.length - 1] += value.texts[0] ?? '';
      texts.push(...value.texts.slice(1));
      params.push(...value.params);
    }
    texts[texts.length - 1] += strings[index + 1] ?? '';
  });
  return { kind: 'sql', texts, params };
}

/** A database, table or column by name. Throws unless it is a plain identifier, so no user text passes. */
export function identifier(name: string): Sql {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`not an identifier: ${JSON.stringify(name)}`);
  return { kind: 'sql', texts: [name], params: [] };
}

export function joinSql(parts: readonly Sql[], separator: Sql): Sql {
  return parts.reduce((all, part, index) => (index === 0 ? part : sql`${all}${separator}${part}`), sql``);
}

/**
 * Whether a value is in a list. A long one is selected from: of more than 1 MiB that is no literal, ClickHouse makes a set for each block
 * behind `IN`, which takes minutes over a million rows.
 */
export function isIn(value: Sql, list: SqlParam): Sql {
  const isLong = Array.isArray(list.value) && piecesOf(list.value).length > 1;
  return isLong ? sql`${value} IN (SELECT arrayJoin(${list}))` : sql`${value} IN ${list}`;
}

/** ClickHouse takes 128 KiB of a parameter (`http_max_field_value_size`), wherever it travels. */
const maxParameterBytes = 120_000;

/**
 * Text with `{p0:Type}` placeholders, and the values by name, as `@clickhouse/client` takes them. A parameter that stands in
 * several places travels once; a list that is longer than a parameter may be travels as several, one of texts as texts.
 */
export function toQuery(statement: Sql): SqlQuery {
  const query_params: Record<string, unknown> = {};
  const placeholders = new Map<SqlParam, string>();
  const placeholderOf = (parameter: SqlParam): string => {
    const before = placeholders.get(parameter);
    if (before !== undefined) return before;
    const { type, pieces, read } = travelling(parameter);
    const index = placeholders.size;
    const names = pieces.map((piece, position) => {
      const name = position === 0 ? `p${index}` : `p${index}_${position}`;
      query_params[name] = piece;
      return read(`{${name}:${type}}`);
    });
    const placeholder = names.length === 1 ? `${names[0]}` : `arrayConcat(${names.join(', ')})`;
    placeholders.set(parameter, placeholder);
    return placeholder;
  };
  let query = statement.texts[0] ?? '';
  statement.params.forEach((parameter, index) => {
    query += `${placeholderOf(parameter)}${statement.texts[index + 1] ?? ''}`;
  });
  return { query, query_params };
}

/** Separates values, none of which may have it. */
const separators = [
  { character: '\u001f', written: "'\\x1f'" },
  { character: '\u001e', written: "'\\x1e'" },
];

interface Travelling {
  readonly type: SqlType;
  /** Each is short enough for a parameter. */
  readonly pieces: readonly unknown[];
  /** The value of a piece by its placeholder. */
  readonly read: (placeholder: string) => string;
}

function travelling({ type, value }: SqlParam): Travelling {
  const read = (placeholder: string) => placeholder;
  if (!Array.isArray(value)) return { type, pieces: [value], read };
  const pieces = piecesOf(value);
  // As texts, long lists take ClickHouse half as long to read.
  if (type !== 'Array(String)' || pieces.length === 1) return { type, pieces, read };
  const separator = separators.find(({ character }) => !value.some((text) => text.includes(character)));
  if (!separator) return { type, pieces, read };
  return {
    type: 'String',
    pieces: pieces.map((piece) => piece.join(separator.character)),
    read: (placeholder) => `splitByChar(${separator.written}, ${placeholder})`,
  };
}

function piecesOf(values: readonly unknown[]): (readonly unknown[])[] {
  const pieces: unknown[][] = [[]];
  let bytes = 0;
  for (const value of values) {
    const size = writtenBytes(value);
    if (bytes > 0 && bytes + size > maxParameterBytes) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(value);
    bytes += size;
  }
  return pieces;
}

/** With quotes and a comma; what is escaped takes two bytes. */
function writtenBytes(value: unknown): number {
  if (typeof value !== 'string') return String(value).length + 1;
  return Buffer.byteLength(value) + (value.match(/[\\'\t\n\r]/g)?.length ?? 0) + 3;
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
  return value;
}
