import { acquisitionFacts } from '@gatrix/analytics-clickhouse-schema';
import type { Filter } from '@gatrix/analytics-protocol/insights';
import { type Session, sessionsOf } from '../../oracle/sessions.ts';
import type { Ask, Check } from '../check.ts';
import { questionNear } from '../question.ts';
import { randomClicks } from '../random-filter.ts';
import { flows, query } from './explore.ts';
import { orderedFunnel } from './funnels.ts';
import { sessions } from './lists.ts';
import { metrics, timeseries } from './overview.ts';
import { activeUsers, lifecycle, monetization, retention } from './people.ts';

const dayMs = 86_400_000;

/**
 * With clicks that let few sessions pass, one of them a session over several days, where it begins or ends or beside all that happened: reports
 * that read other times than the range's meet such sessions that lie before or behind it.
 */
function clickedOn(ask: Ask, severalDays: readonly Session[]): Ask {
  const { world, random, passesFilter } = ask;
  const session = severalDays.length > 0 ? random.pick(severalDays) : undefined;
  const filters = session ? clicksOnSession(ask, session) : randomClicks(world, random);
  const times = world.events.map(({ timestamp }) => timestamp);
  const instants = [
    ...(session ? [session.start, session.start + session.durationMs] : []),
    // Most sessions lie before the range, or behind it.
    ...(times.length > 0 ? [Math.max(...times) + 2 * dayMs, Math.min(...times) - 2 * dayMs] : []),
  ];
  const instant = instants.length > 0 ? random.pick(instants) : world.middle;
  const question = questionNear(world, random, ask.question.timezone, instant);
  return {
    ...ask,
    question,
    input: { ...question.parameters, filters },
    passes: (event) => passesFilter(event, filters),
  };
}

/** One to three facts of how the session came, as it has them: the more, the fewer other sessions pass. */
function clicksOnSession({ random }: Ask, { acquired }: Session): Filter {
  const facts = Array.from({ length: random.integer(1, 3) }, () => random.pick(acquisitionFacts));
  return {
    and: [...new Set(facts)].map((fact) => ({
      field: random.chance(0.6) ? `session.${fact}` : fact,
      op: 'is' as const,
      value: String(acquired?.[fact] ?? ''),
    })),
  };
}

async function asksOf(ask: Ask, checks: readonly Check[]): Promise<void> {
  const severalDays = sessionsOf(ask.world.events).filter(
    ({ start, durationMs }) => Math.floor(start / dayMs) < Math.floor((start + durationMs) / dayMs),
  );
  for (const check of checks) await check(clickedOn(ask, severalDays));
}

/** Reports by person read what was before the range, or behind it. */
export const clickedPeople: Check = (ask) =>
  asksOf(ask, [activeUsers, activeUsers, activeUsers, activeUsers, lifecycle, retention]);

/** All others that a click filters. */
export const clickedReports: Check = (ask) =>
  asksOf(ask, [metrics, timeseries, query, orderedFunnel, flows, sessions, monetization]);
