import { param, sql } from '../sql.ts';
import { mutate } from './mutate.ts';
import type { EraseTarget } from './statements.ts';

/** Erases an uploaded list of ids. */
export async function eraseList(target: EraseTarget, projectId: string, listId: string): Promise<void> {
  await mutate(target, 'listed_ids', {
    where: sql`project_id = ${param.string(projectId)} AND list_id = ${param.string(listId)}`,
  });
}
