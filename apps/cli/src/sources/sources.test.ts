import { expect, test } from 'vitest';
import { sources } from './sources.ts';

test.each(sources.map((source) => [source.name, source] as const))(
  '%s knows what it does not understand',
  (_, source) => {
    const read = source.open({ host: '' });
    for (const record of [
      {},
      { level: 'info' },
      { event: 'x' },
      { event_type: 'x' },
      { created_at: 'x' },
      { 1: '2' },
    ])
      expect(read(record)).toBe('unknown');
  },
);
