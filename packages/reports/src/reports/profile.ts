import { eventOrder, sql } from '@gatrix/analytics-clickhouse-schema';
import { profileData, profileParameters } from '@gatrix/analytics-protocol/insights';
import { profilesOf } from '../lists/profile-rows.ts';
import { eventsOfPerson, personWithId } from '../persons/one-person.ts';
import { NotFoundError } from '../query/errors.ts';
import { moneyIn } from '../query/unconverted.ts';
import { endOfTime } from '../time/span.ts';
import { defineReport } from './report.ts';

/** One person, by any of their ids, with all they ever did in figures. Throws NotFoundError for an unknown id. */
export const profile = defineReport({
  name: 'profile',
  path: '/profiles/:id',
  methods: ['GET'],
  summary: 'One person',
  parameters: profileParameters,
  data: profileData,
  find: async (plan, parameters, runner) => {
    const person = await personWithId(plan, parameters.id, runner);
    const [row] = await runner.run<Row>(sql`SELECT
  count() AS events,
  uniqExactIf(session_id, session_id != '') AS sessions,
  sum(${plan.tables.money.amount}) AS revenue,
  toUnixTimestamp64Milli(min(timestamp)) AS first,
  toUnixTimestamp64Milli(max(timestamp)) AS last,
  max((${eventOrder}, toString(country))).2 AS country,
  arraySort(groupUniqArrayIf(device_id, device_id != '')) AS devices
FROM ${plan.tables.events}
WHERE ${eventsOfPerson(plan, person)}`);
    const changes = await runner.run<{ first: number; last: number }>(sql`SELECT
  toUnixTimestamp64Milli(min(timestamp)) AS first, toUnixTimestamp64Milli(max(timestamp)) AS last
FROM ${plan.tables.profileChanges}
WHERE ${eventsOfPerson(plan, person)}
HAVING count() > 0`);
    const times = [...(row && row.events > 0 ? [row] : []), ...changes];
    if (!row || times.length === 0) throw new NotFoundError(`nobody is known as ${parameters.id}`);
    const seen = {
      id: person.id,
      ids: person.ids,
      first: Math.min(...times.map(({ first }) => first)),
      last: Math.max(...times.map(({ last }) => last)),
    };
    const [known] = await profilesOf(plan, [seen], runner);
    if (!known) throw new Error('one person gives one profile');
    const data = {
      ...known,
      device_ids: row.devices,
      total_events: row.events,
      total_sessions: row.sessions,
      total_revenue: row.revenue,
      country: row.country,
    };
    const everything = { from: 0, to: endOfTime };
    const money = await moneyIn(plan, eventsOfPerson(plan, person), runner, everything);
    return { data, money };
  },
});

interface Row {
  readonly events: number;
  readonly sessions: number;
  readonly revenue: number;
  readonly first: number;
  readonly last: number;
  readonly country: string;
  readonly devices: string[];
}
