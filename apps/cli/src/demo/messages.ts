import { createCalendar } from './calendar.ts';
import { robots } from './devices.ts';
import { guildMessages } from './guilds.ts';
import { site } from './play.ts';
import { createRandom } from './random.ts';
import { type DemoMessage, demoId } from './recorder.ts';
import type { Laned } from './send-in-lanes.ts';
import { createVisitors } from './visitor.ts';

export interface DemoOptions {
  /** Events of people, exactly so many; robots and refused messages come on top. */
  readonly events: number;
  readonly days: number;
  readonly seed: number;
  /** Milliseconds; the demo's last moment. */
  readonly end: number;
}

/** Of how many visitors there is one robot, and one message that ingest refuses. */
const visitorsPerRobot = 12;
const visitorsPerMistake = 60;

/**
 * A game's life as messages for `/track`: visitor by visitor, a lane for each, in the order of time. The same options
 * give the same messages, ids included.
 */
export function* demoMessages({ events, days, seed, end }: DemoOptions): Generator<Laned<DemoMessage>> {
  for (const message of guildMessages()) yield { lane: 0, message };
  const calendar = createCalendar(end, days);
  const visitorOf = createVisitors(calendar, seed);
  let left = events;
  for (let index = 0; left > 0; index++) {
    for (const message of visitorOf(index).messages) {
      const isEvent = message.type === 'track';
      if (isEvent && left === 0) break;
      if (isEvent) left -= 1;
      yield { lane: index, message };
    }
    if (index % visitorsPerRobot === 0) {
      yield { lane: index, message: robotVisit(seed, index, calendar.start, end) };
    }
    if (index % visitorsPerMistake === 7) yield { lane: index, message: mistake(index) };
  }
}

function robotVisit(seed: number, index: number, start: number, end: number): DemoMessage {
  const random = createRandom(seed, index, 1);
  const path = random.pick(['/', '/guide', '/heroes', '/news/1-4', '/community'] as const);
  return {
    type: 'track',
    payload: {
      id: demoId(`demo ${seed} robot ${index}`),
      name: 'screen_view',
      timestamp: new Date(start + random.next() * (end - start)).toISOString(),
      path: `${site}${path}`,
      properties: { __ip: '66.249.66.1', __userAgent: random.pick(robots) },
    },
  };
}

/** What a client with a fault sends, so that ingest health has something to tell. */
function mistake(index: number): DemoMessage {
  const kinds: readonly [DemoMessage, ...DemoMessage[]] = [
    { type: 'track', payload: { name: '' } },
    { type: 'track', payload: { name: 'level_complete', timestamp: 'yesterday' } },
    { type: 'replay', payload: { chunk: index } },
  ];
  return kinds[Math.floor(index / visitorsPerMistake) % kinds.length] ?? kinds[0];
}
