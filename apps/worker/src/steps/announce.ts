import type { PipelineContext, StoredBatch } from '../pipeline-types.ts';

/** Asks for the work that follows from the rows, before their chunks count as done. */
export async function announce(context: PipelineContext, stored: StoredBatch): Promise<void> {
  const { batch, rows } = stored;
  for (const [projectId, profileIds] of idsByProject(rows.profile_changes, ({ profile_id }) => profile_id)) {
    await context.tasks.profiles.add({ projectId, profileIds });
  }
  if (batch.isRecovery) {
    const times = rows.events.map(({ timestamp }) => timestamp);
    const from = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
    const to = times.reduce((most, time) => Math.max(most, time), 0);
    for (const [projectId, sessionIds] of idsByProject(rows.events, ({ session_id }) => session_id)) {
      await context.tasks.sessions.add({ projectId, sessionIds, from, to });
    }
  }
  context.onStored?.(stored);
}

function idsByProject<Row extends { readonly project_id: string }>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
): Map<string, string[]> {
  const projects = new Map<string, Set<string>>();
  for (const row of rows) {
    const id = idOf(row);
    if (id === '') continue;
    const known = projects.get(row.project_id);
    if (known) known.add(id);
    else projects.set(row.project_id, new Set([id]));
  }
  return new Map([...projects].map(([projectId, ids]) => [projectId, [...ids]]));
}
