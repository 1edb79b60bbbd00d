import {
  type Filter,
  type FilterLeaf,
  type FilterOperator,
  filters,
} from '@gatrix/analytics-protocol/insights';
import { localDate } from '../oracle/local-time.ts';
import type { Random } from '../random.ts';
import { groupIds } from './random-rows.ts';
import { names, texts, type World } from './world.ts';

const textOps = [
  'is',
  'isNot',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'regex',
  'in',
  'notIn',
] as const;
const comparisons = ['gt', 'gte', 'lt', 'lte'] as const;
const setOps = ['isSet', 'isNotSet'] as const;
const allOps = [...textOps, ...comparisons, ...setOps] as const;
/** Of RE2 and of JavaScript alike. */
const patterns = ['^a', 'b$', '\\\\', `['"]`, '.', 'line.break', '😀', '^(a|ab)$', '^$'] as const;

interface FieldKind {
  readonly fields: readonly [string, ...string[]];
  readonly ops: readonly FilterOperator[];
  readonly newValue: (random: Random, world: World) => string | number | boolean;
}

const fromTexts = (random: Random) => random.pick(texts);
const kinds: readonly FieldKind[] = [
  {
    fields: [
      'path',
      'origin',
      'hash',
      'title',
      'referrer',
      'utm_source',
      'utm_medium',
      'utm_campaign',
      'utm_term',
      'utm_content',
      'click_id',
      'region',
      'city',
      'os',
      'os_version',
      'browser',
      'browser_version',
      'model',
      'sdk_name',
      'sdk_version',
      'session.referrer',
      'session.utm_source',
      'session.os',
      'session.entry_path',
      'session.exit_path',
      'first.utm_source',
      'first.utm_campaign',
      'first.referrer',
      'first.path',
      'first.os',
      'first.platform',
      'first.app_version',
    ],
    ops: allOps,
    newValue: fromTexts,
  },
  { fields: ['name'], ops: allOps, newValue: (random) => random.pick(names) },
  {
    fields: [
      'country',
      'device',
      'brand',
      'channel',
      'referrer_name',
      'referrer_type',
      'click_id_type',
      'session.country',
      'session.channel',
      'first.country',
      'first.channel',
    ],
    ops: allOps,
    newValue: (random) =>
      random.pick(['KR', 'US', '', 'mobile', 'brand of d1', 'Direct', 'Google', 'search', 'gclid', 'Email']),
  },
  {
    fields: [
      'id',
      'device_id',
      'profile_id',
      'session_id',
      'session.id',
      'session.profile_id',
      'session.device_id',
      'profile.id',
    ],
    ops: allOps,
    newValue: (random, world) =>
      random.pick(['d0', 'd1', 'p0', 'p1', 'sd00', 'sd11', 's0', '', world.events[0]?.id ?? 'x']),
  },
  {
    fields: [
      'revenue',
      'latitude',
      'longitude',
      'session.duration',
      'session.page_views',
      'session.events',
      'session.revenue',
    ],
    ops: ['is', 'isNot', 'in', 'notIn', ...comparisons, ...setOps],
    newValue: (random) => random.pick([0, 1, 2, -45, '5', 3600, 25.5]),
  },
  {
    fields: [
      'timestamp',
      'created_at',
      'session.started_at',
      'session.ended_at',
      'profile.first_seen_at',
      'profile.last_seen_at',
    ],
    ops: ['is', 'isNot', ...comparisons, ...setOps],
    newValue: (random, world) => {
      const at = world.events.length === 0 ? world.middle : random.pick(world.events).timestamp;
      return random.pick([at, new Date(at).toISOString(), localDate(world.timezone, at)]);
    },
  },
  {
    fields: ['groups', 'group.id', 'profile.groups'],
    ops: allOps,
    newValue: (random) => random.pick(groupIds),
  },
  {
    fields: [
      'properties.plan',
      'properties.level',
      'properties.vip',
      `properties.k.e'y`,
      `properties.k.e'y`,
      'properties.none',
      'first.properties.plan',
      'first.properties.level',
    ],
    ops: allOps,
    newValue: (random) => random.pick([...texts, 'pro', 1, 5, 2.5, -3, true, false, 'false']),
  },
  {
    fields: [
      'profile.plan',
      'profile.properties.age',
      'profile.age',
      'profile.coins',
      'profile.none',
      'group.size',
      'group.properties.size',
    ],
    ops: allOps,
    newValue: (random) =>
      random.pick(['pro', 'free', `it's "q"`, '5', 5, 30.5, '30.5', -1, 0.3, 3, true, 500, '500']),
  },
  {
    fields: [
      'profile.first_name',
      'profile.last_name',
      'profile.email',
      'profile.avatar',
      'group.name',
      'group.type',
    ],
    ops: allOps,
    newValue: (random) =>
      random.pick(['', 'Ann', '안나', `O'Hara`, 'ann@x.com', 'Acme', `it's "q"`, 'team', 'x']),
  },
  {
    fields: ['session.is_bounce'],
    ops: ['is', 'isNot'],
    newValue: (random) => random.pick([true, false, 'true']),
  },
  {
    fields: ['cohort', 'cohort', 'first.day'],
    ops: ['is', 'isNot', 'startsWith', 'in', ...comparisons, ...setOps],
    newValue: (random, world) =>
      localDate(
        world.timezone,
        world.events.length === 0 ? world.middle : random.pick(world.events).timestamp,
      ),
  },
];

/** A leaf, or `and` and `or` of some, nested. */
export function randomFilter(
  world: World,
  random: Random,
  depth = 2,
  segments: readonly string[] = [],
  fields = /./,
): Filter {
  if (depth === 0 || random.chance(0.5)) return randomLeaf(world, random, segments, fields);
  const children = Array.from({ length: random.integer(0, 3) }, () =>
    randomFilter(world, random, depth - 1, segments, fields),
  );
  return random.chance(0.5) ? { and: children } : { or: children };
}

const clickedFields = [
  ['path'],
  ['country', 'city', 'os', 'browser', 'device', 'model'],
  ['country', 'browser'],
  ['channel', 'referrer_name', 'utm_source'],
  ['session.channel', 'session.country', 'session.entry_path', 'session.utm_source'],
  ['path', 'country', 'session.channel', 'session.page_views'],
] as const;

/** What clicks on rows of a page ask: values that there are, of fields of one kind. */
export function randomClicks(world: World, random: Random): Filter {
  const fields = random.pick(clickedFields);
  const clicks = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () =>
    randomClick(world, random, fields),
  );
  const [only] = clicks;
  if (clicks.length === 1 && only) return only;
  return random.chance(0.5) ? { and: clicks } : { or: clicks };
}

function randomClick(world: World, random: Random, fields: readonly [string, ...string[]]): FilterLeaf {
  const field = random.pick(fields);
  if (field === 'session.page_views') return { field, op: random.pick(['gt', 'is']), value: 1 };
  const column = field.replace('session.', '').replace('entry_path', 'path');
  const row: object = world.events.length === 0 ? {} : random.pick(world.events);
  const value = String(Reflect.get(row, column) ?? '');
  return { field, op: random.pick(['is', 'is', 'isNot', 'contains']), value };
}

/** What somebody did or did not do, as a filter says it and as it is read. */
function randomDid(world: World, random: Random): FilterLeaf {
  const { events, middle } = world;
  const near = localDate(world.timezone, events.length === 0 ? middle : random.pick(events).timestamp);
  const condition = {
    did: random.chance(0.6),
    event: random.pick(names),
    ...(random.chance(0.3) && {
      filters: randomLeafOf(world, random, (field) => /^(path|os|properties\..*)$/.test(field)),
    }),
    ...(random.chance(0.4) && {
      count: { op: random.pick(['gte', 'is', 'lt'] as const), value: random.integer(0, 3) },
    }),
    ...(random.chance(0.4) && {
      range: random.pick([{ lastDays: 3 }, { firstDays: 1 }, { startDate: near }]),
    }),
  };
  const filter = filters.parse(condition);
  if (!('field' in filter)) throw new Error('one condition is one leaf');
  return filter;
}

function randomLeaf(world: World, random: Random, segments: readonly string[], fields: RegExp): FilterLeaf {
  if (segments.length > 0 && random.chance(fields.source === '.' ? 0.1 : 0.3))
    return randomDid(world, random);
  if (segments.length > 0 && random.chance(fields.source === '.' ? 0.12 : 0.5)) {
    const value = segments.filter(() => random.chance(0.5));
    return { field: 'segment', op: random.pick(['in', 'in', 'notIn'] as const), value };
  }
  return randomLeafOf(world, random, (field) => fields.test(field));
}

/** A condition on one of the fields that fit. */
export function randomLeafOf(world: World, random: Random, fits: (field: string) => boolean): FilterLeaf {
  const fitting = kinds
    .map((kind) => ({ ...kind, fields: kind.fields.filter(fits) }))
    .filter(({ fields }) => fields.length > 0);
  const { fields, ops, newValue } = random.pick(fitting);
  const [field, op] = [random.pick(fields), random.pick(ops)];
  if (op === 'isSet' || op === 'isNotSet') return { field, op };
  if (op === 'regex') return { field, op, value: random.pick(patterns) };
  const value = () => newValue(random, world);
  if (op === 'in' || op === 'notIn')
    return { field, op, value: Array.from({ length: random.integer(0, 3) }, value) };
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') {
    const wanted = value();
    return { field, op, value: typeof wanted === 'boolean' ? String(wanted) : wanted };
  }
  // Parts of texts are texts.
  const isPart = op === 'contains' || op === 'notContains' || op === 'startsWith' || op === 'endsWith';
  return { field, op, value: isPart ? String(value()) : value() };
}
