import type { PipelineContext, StoredBatch } from '../pipeline-types.ts';
import type { PreparedMessage } from '../prepared-message.ts';
import { orLater } from './or-later.ts';

/** Ids travel to ClickHouse in a URL, and one may have 256 characters. */
const idsPerTask = 500;

/** Asks for the work that follows from the rows, before their chunks count as done. */
export async function announce(context: PipelineContext, stored: StoredBatch): Promise<void> {
  const { tasks } = context;
  for (const [projectId, profileIds] of idsByProject(stored.messages.profile_changes)) {
    await orLater('the queue', tasks.profiles.add({ projectId, profileIds }));
  }
  context.onStored?.(stored);
}

/** Distinct ids, in pieces. */
function idsByProject(changes: readonly PreparedMessage[]): [projectId: string, ids: string[]][] {
  const projects = new Map<string, Set<string>>();
  for (const { projectId, queued } of changes) {
    const id = queued.profileId;
    if (id === '') continue;
    const idsOfProject = projects.get(projectId);
    if (idsOfProject) idsOfProject.add(id);
    else projects.set(projectId, new Set([id]));
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
