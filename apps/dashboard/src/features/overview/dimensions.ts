import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import type { MessageKey } from '../../ui/i18n/en.ts';

/** A list of a card: what it asks, and the field that a click filters by. */
export type Ranking =
  | {
      readonly report: 'pages';
      readonly by: 'top' | 'entry' | 'exit';
      readonly field: string;
      readonly label: MessageKey;
      readonly empty?: MessageKey;
    }
  | {
      readonly report: 'breakdown';
      readonly dimension: BreakdownDimension;
      readonly field: string;
      readonly label: MessageKey;
      /** A list that has nothing but the empty value says this instead. */
      readonly empty?: MessageKey;
    };

export interface CardDefinition {
  readonly title: MessageKey;
  readonly rankings: readonly [Ranking, ...Ranking[]];
}

/** How a visitor came is a fact of the session: filtered by it, figures are those of the row. */
function cameBy(dimension: BreakdownDimension, label: MessageKey, empty?: MessageKey): Ranking {
  return { ...by(dimension, label, empty), field: `session.${dimension}` };
}

function by(dimension: BreakdownDimension, label: MessageKey, empty?: MessageKey): Ranking {
  return { report: 'breakdown', dimension, field: dimension, label, ...(empty && { empty }) };
}

function pages(which: 'top' | 'entry' | 'exit', label: MessageKey): Ranking {
  return { report: 'pages', by: which, field: which === 'top' ? 'path' : `session.${which}_path`, label };
}

/** Takes longer than all others, as it is no fact of a session: every event is read. Asked when the others are answered. */
export const slowDimension = 'name';

export function isSlow(ranking: Ranking): boolean {
  return ranking.report === 'breakdown' && ranking.dimension === slowDimension;
}

/** The overview's cards, in their order. */
export const cards: readonly CardDefinition[] = [
  {
    title: 'overview.sources',
    rankings: [
      cameBy('referrer_name', 'overview.referrers'),
      cameBy('channel', 'overview.channels'),
      cameBy('utm_campaign', 'overview.campaigns', 'overview.noCampaigns'),
      by('first.channel', 'overview.firstChannels'),
      by('first.utm_campaign', 'overview.firstCampaigns', 'overview.noCampaigns'),
    ],
  },
  {
    title: 'overview.pages',
    rankings: [
      pages('top', 'overview.topPages'),
      pages('entry', 'overview.entryPages'),
      pages('exit', 'overview.exitPages'),
    ],
  },
  {
    title: 'overview.places',
    rankings: [
      by('country', 'overview.countries'),
      by('region', 'overview.regions'),
      by('city', 'overview.cities'),
    ],
  },
  {
    title: 'overview.devices',
    rankings: [
      by('browser', 'overview.browsers'),
      by('os', 'overview.systems'),
      by('device', 'overview.deviceTypes'),
    ],
  },
  { title: 'overview.events', rankings: [by(slowDimension, 'overview.events')] },
];

export function rankingKey(ranking: Ranking): string {
  return ranking.report === 'pages' ? `pages-${ranking.by}` : ranking.dimension;
}
