import { type EraseTarget, piecesOf, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';

/** The persons that ids are of: for each person all ids that aliases join, those of nobody else. */
export async function joinedIds(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<string[][]> {
  const neighbours = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (let fresh = [...neighbours.keys()]; fresh.length > 0; ) {
    const pairs = await aliasesOf(target, projectId, fresh);
    const visited = new Set(neighbours.keys());
    for (const [a, b] of pairs) {
      neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
      neighbours.set(b, (neighbours.get(b) ?? new Set()).add(a));
    }
    fresh = [...neighbours.keys()].filter((id) => !visited.has(id));
  }
  const persons: string[][] = [];
  const taken = new Set<string>();
  for (const id of neighbours.keys()) {
    if (taken.has(id)) continue;
    const person = new Set([id]);
    // A set is walked to its end, members that are added on the way included.
    for (const one of person) for (const next of neighbours.get(one) ?? []) person.add(next);
    for (const one of person) taken.add(one);
    persons.push([...person]);
  }
  return persons;
}

/** The pairs that name one of the ids on either side. */
async function aliasesOf(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<[string, string][]> {
  const pairs: [string, string][] = [];
  for (const piece of piecesOf(ids)) {
    const names = param.strings(piece);
    const rows = await select<[string, string]>(
      target,
      sql`SELECT DISTINCT profile_id, alias FROM ${identifier(target.database)}.profile_changes
WHERE project_id = ${param.string(projectId)} AND kind = 'alias' AND profile_id != '' AND alias != ''
  AND (profile_id IN ${names} OR alias IN ${names})`,
    );
    pairs.push(...rows);
  }
  return pairs;
}
