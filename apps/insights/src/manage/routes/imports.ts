import { eraseImport, listImports as storedImports, storeTotals } from '@gatrix/analytics-clickhouse-schema';
import { importedBreakdowns, isDay } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { invalid, nothing, projectRoute } from '../route.ts';

const counts = {
  events: z.int().nonnegative(),
  robots: z.int().nonnegative().describe("Events that are kept as robots'"),
  changes: z.int().nonnegative().describe('What was said of profiles and groups'),
  totals: z.int().nonnegative().describe('Sums by day that another product counted'),
};

const breakdowns = Object.keys(importedBreakdowns) as (keyof typeof importedBreakdowns)[];

export const listImports = projectRoute('viewer', {
  name: 'listImports',
  method: 'GET',
  path: '/manage/projects/:projectId/imports',
  summary: 'What came by each import, by its id, and which were undone',
  input: nothing,
  data: z.array(
    z.object({
      id: z.string(),
      ...counts,
      undoneAt: z.int().nullable().describe('Milliseconds; null where it was not undone'),
    }),
  ),
  answer: ({ store, project }) => storedImports(store, project.id),
});

export const undoImport = projectRoute('admin', {
  name: 'undoImport',
  method: 'DELETE',
  path: '/manage/projects/:projectId/imports/:importId',
  summary:
    'Erases all that came by an import: events, robots, and what it said of profiles and groups, totals. What still waits in the queue is stored afterwards; the call can be repeated',
  input: nothing,
  data: z.object(counts),
  answer: async ({ store, project, inPath }) => {
    return eraseImport(store, project.id, named(inPath('importId')));
  },
});

const number = z.int().nonnegative();
const total = z
  .strictObject({
    day: z.string().refine((day) => isDay(day) && day < '2149-06-06', 'must be a day, such as 2026-11-01'),
    breakdown: z.enum(breakdowns),
    dimensions: z.record(z.string(), z.string().max(4_000)),
    ...{ visitors: number, visits: number, page_views: number, events: number },
    ...{ bounces: number, visit_seconds: number },
  })
  .refine(({ breakdown, dimensions }) => {
    const known: readonly string[] = importedBreakdowns[breakdown];
    return Object.keys(dimensions).every((name) => known.includes(name));
  }, 'has a dimension that its breakdown does not have');

const importIdPattern = /^[\w.-]{1,100}$/;

export const storeImportedTotals = projectRoute('admin', {
  name: 'storeImportedTotals',
  method: 'POST',
  path: '/manage/projects/:projectId/imports/:importId/totals',
  summary:
    'Stores sums by day that another product counted, apart from events: each day and value once. GET /insights/:projectId/imported-totals shows them',
  input: z.strictObject({
    source: z.string().regex(/^[\w-]{1,50}$/, 'must be letters, digits, - and _'),
    totals: z.array(total).max(1_000),
  }),
  data: z.object({
    stored: number,
    knownBefore: number.describe('They were there with the same numbers'),
    rejected: z.array(z.object({ index: number, message: z.string() })),
  }),
  answer: async ({ store, project, inPath }, { source, totals }) => {
    const importId = named(inPath('importId'));
    if (!importIdPattern.test(importId))
      throw invalid([{ field: 'importId', message: 'must be letters, digits, - _ and ., at most 100' }]);
    const stored = await storeTotals(store, { projectId: project.id, source, importId }, totals);
    return { ...stored, rejected: [...stored.rejected] };
  },
});

function named(importId: string): string {
  if (importId === '') throw invalid([{ field: 'importId', message: 'must not be empty' }]);
  return importId;
}
