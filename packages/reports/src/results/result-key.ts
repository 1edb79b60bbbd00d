import { createHash } from 'node:crypto';
import { splitOf } from '../days/days.ts';
import { isOfPersons, leavesIn } from '../filters/leaves.ts';
import type { Plan } from '../query/plan.ts';
import { breakdownsIn } from '../segments/references.ts';

/** A change of what reports answer makes every kept answer one of another version. */
const version = 2;

/**
 * A key for an answer that cannot change, or undefined where it can. What a report says of a range follows from the events
 * of the range's days and of its sessions. Where all of those days are sealed, the seals' numbers stand for them: a day
 * whose events change has no intact seal, and then another.
 */
export function resultKey(name: string, plan: Plan, parameters: unknown): string | undefined {
  const ranges = plan.compared ? [plan.range, plan.compared] : [plan.range];
  const followsOthers =
    leavesIn(parameters).some(({ field }) => isOfPersons(field)) ||
    breakdownsIn(parameters).some(isOfPersons);
  if (followsOthers || ranges.some(({ to }) => to > plan.now)) return undefined;
  const splits = ranges.map((range) => splitOf(plan.days, range));
  const isOver = splits.every(
    ({ openInSpan, spanning }) => openInSpan.length === 0 && spanning?.every(({ is_open }) => is_open === 0),
  );
  if (!isOver) return undefined;
  const sources = splits.map(({ sealsInSpan, spanning }) => [
    sealsInSpan.toSorted(),
    spanning?.map(({ hash, seals }) => [hash, seals.toSorted()]).sort(),
  ]);
  const parts = [
    version,
    name,
    plan.projectId,
    plan.zone.name,
    ranges,
    plan.limit,
    plan.cursor,
    plan.money.key,
    parameters,
    sources,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
