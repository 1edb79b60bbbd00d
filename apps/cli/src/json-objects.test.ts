import { expect, test } from 'vitest';
import { recordsOf } from './commands/import-records.ts';
import type { ReadRecord } from './sources/source.ts';

/** In pieces of every length, so that each character is once the last of a piece. */
async function read(text: string): Promise<ReadRecord[][]> {
  const all: ReadRecord[][] = [];
  for (const length of [1, 2, 3, 7, 10_000]) {
    async function* pieces() {
      for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
    }
    const records: ReadRecord[] = [];
    for await (const record of recordsOf(pieces())) records.push(record);
    all.push(records);
  }
  return all;
}

const one = { a: 'b "}],{[ \\', deep: { list: [{ x: 1 }, []] } };
const two = { a: 2 };
const both = [{ record: one }, { record: two }];

test.each([
  ['an array on one line', JSON.stringify([one, two])],
  ['an array over many lines', `\n ${JSON.stringify([one, two], null, 2)}\r\n`],
  ['pages one after another', `${JSON.stringify([one])}\n${JSON.stringify([two])}`],
  ['objects over many lines', `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two, null, 2)}`],
  ['an object a line', `${JSON.stringify(one)}\r\n\n${JSON.stringify(two)}`],
  ['the answer of an API', JSON.stringify({ meta: { count: 2 }, data: [one, two] })],
  ['the answer of an API over many lines', JSON.stringify({ meta: { count: 2 }, data: [one, two] }, null, 2)],
  ['an answer a line', `${JSON.stringify({ data: [one] })}\n${JSON.stringify({ data: [two] })}`],
])('records of %s', async (_, text) => {
  for (const records of await read(text)) expect(records).toEqual(both);
});

test('what is no object is told apart, and costs its neighbours nothing', async () => {
  const text = `[${JSON.stringify(one)}, 17, {"broken": }, ${JSON.stringify(two)}]`;
  for (const records of await read(text))
    expect(records).toEqual([both[0], { broken: '17' }, { broken: '{"broken": }' }, both[1]]);
  for (const records of await read(`{"cut": "off\n${JSON.stringify(two)}`))
    expect(records).toEqual([{ broken: '{"cut": "off' }, both[1]]);
  for (const records of await read(`[${JSON.stringify(one)},{"cut": "o`))
    expect(records).toEqual([both[0], { broken: '{"cut": "o' }]);
  for (const records of await read('{"data": [1]}')) expect(records).toEqual([{ broken: '1' }]);
});

test('records of an array come while it is read, which may be longer than the memory', async () => {
  let sent = 0;
  async function* pieces() {
    yield '[';
    for (; sent < 1_000; sent++) yield `${JSON.stringify(one)},`;
    yield '{}]';
  }
  let records = 0;
  for await (const _ of recordsOf(pieces())) {
    records += 1;
    expect(sent).toBeLessThanOrEqual(records);
  }
  expect(records).toBe(1_001);
});
