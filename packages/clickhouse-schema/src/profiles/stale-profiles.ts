import { type EraseTarget, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';
import { foldVersion } from './write-profiles.ts';

export interface StaleProfiles {
  readonly projectId: string;
  readonly profileIds: readonly string[];
}

const idsAtOnce = 500;

/** Profiles that an older version folded by other rules, in portions of one project each. */
export async function* staleProfiles(target: EraseTarget): AsyncGenerator<StaleProfiles> {
  let [project, last] = ['', ''];
  for (;;) {
    const rows = await select<[string, string]>(
      target,
      sql`SELECT project_id, profile_id FROM ${identifier(target.database)}.profiles
WHERE fold < ${param.limit(foldVersion)} AND (project_id, profile_id) > (${param.string(project)}, ${param.string(last)})
GROUP BY project_id, profile_id
ORDER BY project_id, profile_id
LIMIT ${param.limit(idsAtOnce)}`,
    );
    for (const projectId of new Set(rows.map(([id]) => id))) {
      yield { projectId, profileIds: rows.filter(([id]) => id === projectId).map(([, id]) => id) };
    }
    const end = rows.at(-1);
    if (!end || rows.length < idsAtOnce) return;
    [project, last] = end;
  }
}
