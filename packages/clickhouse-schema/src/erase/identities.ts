import { joinedIds } from '../profiles/joined-ids.ts';
import { identifier, param, sql } from '../sql.ts';
import { type EraseTarget, piecesOf, select } from './statements.ts';

/** All that a person's rows may be known by. */
export interface Identities {
  /** Profile ids that aliases join. */
  readonly ids: readonly string[];
  /** Devices whose anonymous events are theirs: last identified as one of the ids, or never and named as one. */
  readonly devices: readonly string[];
}

/** The person that reports know by this id: a profile's, an alias's, or a device's that nobody was identified on. */
export async function identitiesOf(target: EraseTarget, projectId: string, id: string): Promise<Identities> {
  const database = identifier(target.database);
  const project = param.string(projectId);
  const [ids = [id]] = await joinedIds(target, projectId, [id]);
  const names = param.strings(ids);
  const known = await select<[string, 0 | 1]>(
    target,
    sql`SELECT device_id, has(${names}, argMaxMerge(profile_id_state)) AS is_theirs
FROM ${database}.device_profiles
WHERE project_id = ${project}
GROUP BY device_id
HAVING is_theirs OR has(${names}, device_id)`,
  );
  const others = new Set(known.filter(([, isTheirs]) => !isTheirs).map(([device]) => device));
  const theirs = known.filter(([, isTheirs]) => isTheirs).map(([device]) => device);
  return { ids, devices: [...new Set([...theirs, ...ids.filter((name) => !others.has(name))])] };
}

/** The identities in parts that fit into a statement each; together they are all of them. */
export function partsOf({ ids, devices }: Identities): Identities[] {
  const idPieces = piecesOf(ids);
  const devicePieces = piecesOf(devices);
  return Array.from({ length: Math.max(idPieces.length, devicePieces.length) }, (_, index) => ({
    ids: idPieces[index] ?? [],
    devices: devicePieces[index] ?? [],
  }));
}
