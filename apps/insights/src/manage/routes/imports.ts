import { eraseImport, listImports as storedImports } from '@gatrix/analytics-clickhouse-schema';
import { z } from 'zod';
import { invalid, nothing, projectRoute } from '../route.ts';

const counts = {
  events: z.int().nonnegative(),
  robots: z.int().nonnegative().describe("Events that are kept as robots'"),
  changes: z.int().nonnegative().describe('What was said of profiles and groups'),
};

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
    'Erases all that came by an import: events, robots, and what it said of profiles and groups. What still waits in the queue is stored afterwards; the call can be repeated',
  input: nothing,
  data: z.object(counts),
  answer: async ({ store, project, inPath }) => {
    const importId = inPath('importId');
    if (importId === '') throw invalid([{ field: 'importId', message: 'must not be empty' }]);
    return eraseImport(store, project.id, importId);
  },
});
