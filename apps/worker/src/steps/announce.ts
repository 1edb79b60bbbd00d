import type { PipelineContext, StoredBatch } from '../pipeline-types.ts';
import { orLater } from './or-later.ts';

/** Ids travel to ClickHouse in a URL, and one may have 256 characters. */
const idsPerTask = 500;

/** Asks for the work that follows from the rows, before their chunks count as done. */
export async function announce(context: PipelineContext, stored: StoredBatch): Promise<void> {
  const { rows } = stored;
  const { tasks } = context;
  for (const [projectId, profileIds] of idsByProject(rows.profile_changes, ({ profile_id }) => profile_id)) {
    await orLater('the queue', tasks.profiles.add({ projectId, profileIds }));
  }
  context.onStored?.(stored);
}

/** Distinct ids, in pieces. */
function idsByProject<Row extends { readonly project_id: string }>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
): [projectId: string, ids: string[]][] {
  const projects = new Map<string, Set<string>>();
  for (const row of rows) {
    const id = idOf(row);
    if (id === '') continue;
    const idsOfProject = projects.get(row.project_id);
    if (idsOfProject) idsOfProject.add(id);
    else projects.set(row.project_id, new Set([id]));
  }
  return [...projects].flatMap(([projectId, set]) => {
    const ids = [...set];
    const pieces = Math.ceil(ids.length / idsPerTask);
    return Array.from({ length: pieces }, (_, piece): [string, string[]] => [
      projectId,
      ids.slice(piece * idsPerTask, (piece + 1) * idsPerTask),
    ]);
  });
}
