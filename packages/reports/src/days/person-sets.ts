import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { type KnownPersons, keyAt, type PersonKeys } from '../audience/active-persons.ts';
import { listsOf, whoIsWho } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import { sealedIn } from './days.ts';
import { personRowsOf } from './person-rows.ts';
import type { PersonSplit } from './person-split.ts';
import type { ByTime } from './question.ts';
import { totalsTime } from './totals.ts';

interface Counting {
  readonly split: PersonSplit;
  readonly questions: readonly ByTime[];
  /** Whether the persons of moved ids are found; else these ids are counted as `moved` alone. */
  readonly translates: boolean;
}

/** How ids are found among the numbers. A moved id is one whose person has another id: an alias, or a device that somebody was identified on. */
interface Ids {
  readonly plan: Plan;
  readonly known: KnownPersons;
  /** Selects the hashes of aliases; undefined where there are none. */
  readonly aliased: Sql | undefined;
  /** The table of numbers, and a condition. */
  readonly numbers: Sql;
}

/**
 * Selects `place`, `key`, `people` and `moved`. A person is counted by the number of their id, and by its hash where it has no number. Totals have numbers of
 * ids, of which those that are not moved are persons as they are; rows of other days have hashes.
 */
export function personsOfTotals(plan: Plan, known: KnownPersons, counting: Counting): Sql {
  const { split, questions, translates } = counting;
  const ids = idsOf(plan, known);
  const divided = dividedTotals(ids, setsOfTotals(plan, split, questions));
  const rows = personRowsOf(plan, split, (time) => questions.map(({ keyOf }) => keyOf(time)));
  const parts = [
    translates ? translatedTotals(ids, divided) : ownTotals(ids, divided),
    ...(rows ? [personsOfRows(ids, rows)] : []),
  ];
  return sql`SELECT tupleElement(at, 1) AS place, tupleElement(at, 2) AS key,
  groupBitmapMerge(numbers) + uniqExactMerge(unnumbered) AS people, sum(moved) AS moved
FROM (
  ${joinSql(
    parts,
    sql`
  UNION ALL
  `,
  )}
)
GROUP BY at`;
}

function idsOf(plan: Plan, known: KnownPersons): Ids {
  const { tables, projectId, days } = plan;
  return {
    plan,
    known,
    aliased:
      known.aliases.size === 0
        ? undefined
        : sql`SELECT arrayJoin(arrayMap(id -> cityHash64(id), ${listsOf(known.aliases).ids}))`,
    numbers: sql`${tables.deviceNumbers}
      WHERE project_id = ${param.string(projectId)} AND numbering = ${param.limit(days.numbering)}`,
  };
}

/** Selects the two sets of totals by `at`, a question's place and its key. */
function setsOfTotals(plan: Plan, { whole, cut }: PersonSplit, questions: readonly ByTime[]): Sql {
  const { from, to } = plan.range;
  const isByDay = ({ grain }: ByTime) => grain === 'day';
  const isByHour = ({ grain }: ByTime) => grain === 'hour';
  const keysOf = (test: (question: ByTime) => boolean) => {
    const keys = questions.flatMap((question, place) =>
      test(question) ? [sql`(toUInt8(${param.limit(place)}), toInt64(${question.keyOf(totalsTime)}))`] : [],
    );
    return sql`[${joinSql(keys, sql`, `)}]`;
  };
  const days = questions.some(isByDay) ? whole : [];
  const hours = questions.some(isByHour) ? [...whole, ...cut] : cut;
  const keys = sql`multiIf(dimension = 'all', ${keysOf(isByDay)}, seal IN ${param.integers(cut)}, ${keysOf(() => true)}, ${keysOf(isByHour)})`;
  const ofHours = sql`dimension = 'hour' AND seal IN ${param.integers(hours)} AND ${totalsTime} >= ${param.second(from)} AND ${totalsTime} < ${param.second(to)}`;
  return sql`SELECT at, groupBitmapMergeState(profiles) AS of_profiles, groupBitmapMergeState(anonymous) AS of_devices
      FROM (
        SELECT arrayJoin(${hours.length === 0 ? keysOf(isByDay) : keys}) AS at, profiles, anonymous
        FROM ${plan.tables.dayTotals}
        WHERE ${sealedIn(plan, [...whole, ...cut])} AND day >= toDate(${param.second(from)}) AND day <= toDate(${param.second(to - 1_000)})
          AND dimension IN ('all', 'hour') AND (dimension = 'all' AND seal IN ${param.integers(days)} OR ${ofHours})
      )
      GROUP BY at`;
}

/** Selects by `at` the numbers of persons as they are (`own`), and those of moved ids, of devices and, where there are aliases, of profiles. */
function dividedTotals({ plan, aliased, numbers }: Ids, sets: Sql): Sql {
  const identified = sql`SELECT cityHash64(device_id) FROM ${plan.tables.deviceProfiles} WHERE project_id = ${param.string(plan.projectId)}`;
  const [moved, aliases, ownProfiles, movedProfiles] = aliased
    ? [
        sql`${identified} UNION ALL ${aliased}`,
        sql`, groupBitmapStateIf(number, device_hash IN (${aliased})) AS aliases`,
        sql`bitmapAndnot(of_profiles, aliases)`,
        sql`, bitmapAnd(of_profiles, aliases) AS moved_profiles`,
      ]
    : [identified, sql``, sql`of_profiles`, sql``];
  // TRICKY: `identity` keeps ClickHouse from looking each hash up in the primary key, which takes four times what reading all does.
  return sql`SELECT at, bitmapOr(${ownProfiles}, bitmapAndnot(of_devices, moved_ids)) AS own, bitmapAnd(of_devices, moved_ids) AS moved_devices${movedProfiles}
    FROM (
      ${sets}
    ) AS sets CROSS JOIN (
      SELECT groupBitmapState(number) AS moved_ids${aliases}
      FROM ${numbers} AND identity(device_hash) IN (${moved})
    ) AS moved_numbers`;
}

const noHashes = sql`arrayReduce('uniqExactState', emptyArrayUInt64())`;

/** Selects `at`, `numbers`, `unnumbered` and `moved` of totals without the persons of moved ids. */
function ownTotals({ aliased }: Ids, divided: Sql): Sql {
  const profiles = aliased ? sql` + bitmapCardinality(moved_profiles)` : sql``;
  return sql`SELECT at, own AS numbers, ${noHashes} AS unnumbered, bitmapCardinality(moved_devices)${profiles} AS moved
  FROM (
    ${divided}
  )`;
}

/** Above all numbers: a profile's number and a device's are moved differently, also where they have one id. */
const profileBit = sql`4294967296`;

/** The same with them: each moved id is a row. */
function translatedTotals(ids: Ids, divided: Sql): Sql {
  const profiles = ids.aliased
    ? sql`, arrayMap(number -> toUInt64(number) + ${profileBit}, bitmapToArray(moved_profiles))`
    : sql``;
  return sql`SELECT at,
    bitmapOr(groupBitmapMergeStateIf(own, moved_id = 0), groupBitmapStateIf(person_number, person_number > 0)) AS numbers,
    uniqExactStateIf(person, moved_id > 0 AND person_number = 0) AS unnumbered, countIf(moved_id > 0) AS moved
  FROM (
    SELECT at, own, arrayJoin(arrayConcat([toUInt64(0)], arrayMap(number -> toUInt64(number), bitmapToArray(moved_devices))${profiles})) AS moved_id
    FROM (
    ${divided}
    )
  ) AS totals LEFT ANY JOIN (
    ${personsOfMoved(ids)}
  ) AS persons ON totals.moved_id = persons.own_id
  GROUP BY at`;
}

/** Selects for each moved id that has a number (`own_id`) its person's hash and number, 0 where that has none. */
function personsOfMoved({ plan, known, aliased, numbers }: Ids): Sql {
  const { person, join } = whoIsWho(plan, known.aliases, true);
  const [kinds, isMoved] = aliased
    ? [sql`arrayJoin([0, 1])`, sql`is_identified OR own_key IN (${aliased})`]
    : [sql`0`, sql`is_identified`];
  return sql`SELECT own_id, person, of_persons.number AS person_number
    FROM (
      SELECT own_number + is_profile * ${profileBit} AS own_id, ${person} AS person
      FROM (SELECT ${kinds} AS is_profile, device_hash AS own_key, toUInt64(number) AS own_number FROM ${numbers}) AS known${join}
      WHERE ${isMoved}
    ) AS moved_ids LEFT ANY JOIN (
      SELECT device_hash, number FROM ${numbers}
    ) AS of_persons ON moved_ids.person = of_persons.device_hash`;
}

/** Selects the same as of totals of rows with keys, whose persons are found by hash. */
function personsOfRows({ plan, known, numbers }: Ids, { rows, keys }: PersonKeys): Sql {
  const { person, join } = whoIsWho(plan, known.aliases, true);
  const places = Array.from({ length: keys }, (_, place) => place);
  const at = places.map((place) => sql`(toUInt8(${param.limit(place)}), toInt64(${keyAt(place)}))`);
  // The few rows are what is looked up in: the numbers of all ids pass by.
  return sql`SELECT at, groupBitmapStateIf(number, number > 0) AS numbers, uniqExactStateIf(person, number = 0) AS unnumbered, toUInt64(0) AS moved
  FROM (
    SELECT arrayJoin([${joinSql(at, sql`, `)}]) AS at, of_rows.person AS person, of_persons.number AS number
    FROM (
      SELECT device_hash, number FROM ${numbers}
    ) AS of_persons RIGHT JOIN (
      SELECT DISTINCT ${joinSql(places.map(keyAt), sql`, `)}, ${person} AS person
      FROM (
      ${rows}
      ) AS known${join}
    ) AS of_rows ON of_persons.device_hash = of_rows.person
  )
  GROUP BY at`;
}
