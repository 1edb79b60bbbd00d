import { readBreakdown } from '../reporting/use-breakdown-options.ts';
import { oneOf, searchNow, useSearchState } from '../reporting/use-search-state.ts';
import { emptyStep, readStep, type StepChoice, stepName } from './funnel-steps.ts';

export const windows = ['24h', '1h', '30m', '7d', '14d', '30d', 'session'] as const;
export const orders = ['ordered', 'strict', 'any'] as const;
export const units = ['user', 'device', 'session'] as const;
export const views = ['steps', 'trend', 'time'] as const;
export const maxExclusions = 10;

/** An event that ends an attempt which has come past step `from`, and not yet to step `to`; steps count from 1. */
export interface Exclusion {
  /** '' where none is chosen yet. */
  readonly event: string;
  readonly from: number;
  /** Undefined for the last step, however many there are. */
  readonly to: number | undefined;
}

/** Whose names are listed: who came to a step, or who came to the one before and not to it. */
export interface ListedPeople {
  readonly step: number;
  readonly dropped: boolean;
}

/** The funnel that the address describes, and how it is changed. */
export function useFunnel() {
  const { search, change } = useSearchState();
  const shown = stepsOf(search);
  return {
    steps: shown,
    window: oneOf(search, 'window', windows),
    order: oneOf(search, 'order', orders),
    by: oneOf(search, 'by', units),
    breakdown: readBreakdown(search.get('breakdown') ?? ''),
    attribution: oneOf(search, 'attribution', [...attributionsOf(shown.length)]),
    exclusions: readExclusions(search, shown.length),
    view: oneOf(search, 'view', views),
    people: readPeople(search, shown.filter((step) => stepName(step) !== '').length),
    change,
  };
}

/** The steps in an address, two at least. */
function stepsOf(search: URLSearchParams): readonly StepChoice[] {
  const steps = search.getAll('step').map(readStep);
  return steps.length >= 2 ? steps : [...steps, ...[emptyStep, emptyStep].slice(steps.length)];
}

/** As the address has them, which may be newer than what is drawn: a change starts from these. */
export function stepsNow(): readonly StepChoice[] {
  return stepsOf(searchNow());
}

export function exclusionsNow(): readonly Exclusion[] {
  return readExclusions(searchNow(), stepsNow().length);
}

export type Funnel = ReturnType<typeof useFunnel>;

/** At which step of an attempt the value is taken that it is compared by. */
export function attributionsOf(stepCount: number): readonly [string, ...string[]] {
  return ['first', 'last', ...Array.from({ length: Math.max(0, stepCount - 1) }, (_, i) => `step:${i + 2}`)];
}

/** The exclusions in an address, `exclude=from~to~event`, fitted to as many steps as there are. */
export function readExclusions(search: URLSearchParams, stepCount: number): readonly Exclusion[] {
  return search
    .getAll('exclude')
    .slice(0, maxExclusions)
    .map((text) => {
      const [from = '', to = '', ...event] = text.split('~');
      const first = within(Number(from) || 1, 1, stepCount - 1);
      const last = to === '' ? stepCount : within(Number(to) || stepCount, first + 1, stepCount);
      return { event: event.join('~'), from: first, to: last === stepCount ? undefined : last };
    });
}

export function writeExclusions(exclusions: readonly Exclusion[]): string[] {
  return exclusions.map(({ event, from, to }) => `${from}~${to ?? ''}~${event}`);
}

/** The exclusions as the query API takes them, which counts only the steps whose event is chosen. */
export function askedExclusions(
  exclusions: readonly Exclusion[],
  steps: readonly string[],
): { event: string; from: number; to: number }[] {
  const placeOf = (step: number) => steps.slice(0, step).filter((name) => name !== '').length;
  return exclusions
    .map(({ event, from, to }) => ({
      event,
      from: Math.max(1, placeOf(from)),
      to: placeOf(to ?? steps.length),
    }))
    .filter(({ event, from, to }) => event !== '' && from < to);
}

/** `who=3` or `who=3~dropped`; undefined where nobody is asked for, or for a step that is not there. */
export function readPeople(search: URLSearchParams, stepCount: number): ListedPeople | undefined {
  const [text = '', kind] = (search.get('who') ?? '').split('~');
  const step = Number(text);
  const dropped = kind === 'dropped';
  if (!Number.isInteger(step) || step < (dropped ? 2 : 1) || step > stepCount) return undefined;
  return { step, dropped };
}

export function writePeople(people: ListedPeople | undefined): string | undefined {
  return people && `${people.step}${people.dropped ? '~dropped' : ''}`;
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(Math.round(value), low), high);
}
