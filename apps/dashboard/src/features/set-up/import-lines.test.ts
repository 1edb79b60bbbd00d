import { expect, test } from 'vitest';
import { importCommands, importLines } from './import-lines.ts';

const docs = import.meta.glob<string>('../../../../../docs/import/*.md', {
  ...{ query: '?raw', import: 'default', eager: true },
});
const pages = Object.entries(docs).map(([path, text]) => [path.split('/').at(-1) ?? '', text] as const);
const readme = pages.find(([name]) => name === 'README.md')?.[1] ?? '';

test('every source of the documentation has its lines, and no other', () => {
  const documented = [...readme.matchAll(/^\|.*`import ([\w-]+)`/gm)].map(([, source]) => source);
  expect([...new Set(documented)].sort()).toEqual(importLines.map(({ source }) => source).sort());
});

test.each(importLines)('the lines for $name preview, import and undo', (line) => {
  const lines = importCommands(line, 'p1').split('\n');
  const command = `npx gatrix-analytics import ${line.source} ${line.files} --project p1`;
  expect(lines.slice(0, 2)).toEqual([`${command} --dry-run`, command]);
  expect(lines.at(-1)).toBe('npx gatrix-analytics import undo <id> --project p1');
});
