import { describe, expect, test } from 'vitest';
import { parseStatement } from './statement.ts';

describe('a statement with a result', () => {
  test.each([
    ['SELECT 1', 'select', undefined],
    ['  -- a comment; with FORMAT CSV\n select 1 FORMAT JSON', 'select', 'JSON'],
    ['SELECT 1 FORMAT TSV SETTINGS max_threads = 1', 'select', 'TSV'],
    ['SELECT 1 FORMAT TSV;', 'select', 'TSV'],
    ['SELECT 1 \nFORMAT JSONEachRow', 'select', 'JSONEachRow'],
    ['SELECT 1 -- FORMAT CSV', 'select', undefined],
    ['SELECT 1 # FORMAT CSV', 'select', undefined],
    ['SELECT 1 /* FORMAT CSV', 'select', undefined],
    ["SELECT ' FORMAT CSV '", 'select', undefined],
    ['SELECT a FROM t GROUP BY a WITH TOTALS FORMAT JSON', 'other', 'JSON'],
    ['SELECT format FROM t', 'select', undefined],
    ["SELECT format('{} {}', a, b) FROM t", 'select', undefined],
    ["SELECT ' FORMAT CSV'", 'select', undefined],
    ['SELECT (SELECT 1 FORMAT CSV) AS a', 'select', undefined],
    ['WITH 1 AS a SELECT a', 'select', undefined],
    ['(SELECT 1) UNION ALL (SELECT 2) FORMAT CSV', 'select', 'CSV'],
    ['SELECT a, count() FROM t GROUP BY a WITH TOTALS', 'other', undefined],
    ['SHOW TABLES FORMAT JSON', 'other', 'JSON'],
    ['CREATE TABLE t (a Int8) ENGINE = Memory', 'other', undefined],
  ])('%s', (sql, kind, format) => {
    expect(parseStatement(sql)).toMatchObject({ kind, format });
  });

  test('ends before its semicolon', () => {
    expect(parseStatement("SELECT ';' ; \n -- the end")).toMatchObject({ sql: "SELECT ';' " });
  });
});

describe('an INSERT with data', () => {
  test.each([
    ['INSERT INTO t FORMAT CSV\n1,2', 'INSERT INTO t', '', 'CSV', '1,2'],
    ['INSERT INTO t FORMAT CSV 1,2', 'INSERT INTO t', '', 'CSV', '1,2'],
    ['INSERT INTO t FORMAT CSV  \r\n\n1,2', 'INSERT INTO t', '', 'CSV', '\n1,2'],
    ['insert into db.t (a, `b)`) values (1, 2)', 'insert into db.t (a, `b)`)', '', 'Values', ' (1, 2)'],
    ['INSERT INTO t (a) SETTINGS x = 1 FORMAT TSV\n', 'INSERT INTO t (a)', 'SETTINGS x = 1', 'TSV', ''],
    ['INSERT INTO format (settings) FORMAT TSV\n', 'INSERT INTO format (settings)', '', 'TSV', ''],
    [
      "INSERT INTO FUNCTION null('a Int8') VALUES (1)",
      "INSERT INTO FUNCTION null('a Int8')",
      '',
      'Values',
      ' (1)',
    ],
    [
      'INSERT INTO TABLE `values` (* EXCEPT (b)) FORMAT TSV\n',
      'INSERT INTO TABLE `values` (* EXCEPT (b))',
      '',
      'TSV',
      '',
    ],
    [
      '/* FORMAT X */ INSERT INTO t -- VALUES\n FORMAT TSV\n',
      '/* FORMAT X */ INSERT INTO t -- VALUES',
      '',
      'TSV',
      '',
    ],
  ])('%j', (sql, head, tail, format, data) => {
    const statement = parseStatement(sql);
    expect(statement).toMatchObject({ kind: 'insert', head, tail, format });
    expect(statement.kind === 'insert' && sql.slice(statement.dataStart)).toBe(data);
  });
});

describe('an INSERT … SELECT', () => {
  test.each([
    'INSERT INTO t SELECT 1',
    'INSERT INTO t (a) WITH 1 AS a SELECT a',
    'INSERT INTO t (a) (SELECT 1)',
    "INSERT INTO t SELECT replace(a, 'VALUES', '') FROM u",
  ])('%s', (sql) => {
    expect(parseStatement(sql)).toMatchObject({ kind: 'insertSelect', sql, input: undefined });
  });

  test('from input() is cut before its format', () => {
    const sql = "INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV";
    const start = sql.indexOf('input(');
    expect(parseStatement(sql)).toEqual({
      kind: 'insertSelect',
      sql: "INSERT INTO t SELECT a FROM input('a Int8') ",
      input: { start, end: start + 'input('.length, format: 'CSV' },
    });
  });
});

test.each(['', '  ', '-- nothing', ';'])('%j is a syntax error', (sql) => {
  expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ code: '62' }));
});

test.each(['SELECT 1; SELECT 2', "SELECT 1;;'x'", 'INSERT INTO t SELECT 1; DROP TABLE t'])(
  '%s is refused as two',
  (sql) => {
    expect(() => parseStatement(sql)).toThrow(/Multi-statements are not allowed/);
  },
);

test.each(["SELECT 1 INTO OUTFILE 'x'", "INSERT INTO t FROM INFILE 'x' FORMAT CSV"])(
  '%s is refused for its file',
  (sql) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ code: '48' }));
  },
);

test.each([
  ["SELECT 'a''b;c'", 'a doubled quote'],
  ["SELECT 'a\\'b;c'", 'an escaped quote'],
  ['SELECT `a;``b`', 'a quoted identifier'],
  ['SELECT $tag$ ; $$ ; $tag$', 'a heredoc'],
  ['SELECT 1 /* ; */ # ;\n', 'comments'],
])('%s: a semicolon inside %s ends nothing', (sql) => {
  expect(parseStatement(sql).kind).toBe('select');
});
