import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { fromEngine } from './errors.ts';

test.each([
  [
    'a plain one',
    'Code: 60. DB::Exception: Table default.nope does not exist. Maybe you meant system.one?. (UNKNOWN_TABLE)',
    {
      code: '60',
      type: 'UNKNOWN_TABLE',
      message: 'Table default.nope does not exist. Maybe you meant system.one?. ',
    },
  ],
  [
    'one nested into itself',
    'Code: 73. DB::Exception: Code: 73. DB::Exception: Unknown format Nope. (UNKNOWN_FORMAT) (version 26.7.2.1). (UNKNOWN_FORMAT)',
    { code: '73', type: 'UNKNOWN_FORMAT', message: 'Unknown format Nope. ' },
  ],
  [
    'one that names the spooled file',
    'Code: 27. DB::Exception: Cannot parse input: (at row 1)\n: (in file/uri /data/.uploads/1-a): While executing X. (CANNOT_PARSE_INPUT_ASSERTION_FAILED)',
    { code: '27', message: 'Cannot parse input: (at row 1)\n: While executing X. ' },
  ],
  [
    'one whose message holds brackets in capitals',
    'Code: 62. DB::Exception: Syntax error: failed at position 1 (SELEC): SELEC 1. (SYNTAX_ERROR)',
    { code: '62', type: 'SYNTAX_ERROR', message: "Syntax error: failed at position 1 ('SELEC'): SELEC 1. " },
  ],
])('%s becomes a ClickHouseError', (_, text, expected) => {
  const error = fromEngine(new Error(text));
  expect(error).toBeInstanceOf(ClickHouseError);
  expect(error).toMatchObject(expected);
});

test('what is not of the engine stays as it is', () => {
  const error = new Error('no such file');
  expect(fromEngine(error)).toBe(error);
});
