import type { Values } from '../fields.tsx';
import type { AlertInterval } from './figures.ts';

type Op = 'gt' | 'gte' | 'lt' | 'lte';

export type Condition =
  | { readonly kind: 'threshold'; readonly op: Op; readonly value: number }
  | { readonly kind: 'change'; readonly op: Op; readonly percent: number }
  | {
      readonly kind: 'band';
      readonly weeks: number;
      readonly width: number;
      readonly side: 'outside' | 'above' | 'below';
    };

export type Watch =
  | { readonly savedReportId: string; readonly figure: string }
  | { readonly segmentId: string };

export interface Alert {
  readonly id: string;
  readonly name: string;
  readonly watch: Watch;
  readonly interval: AlertInterval;
  readonly condition: Condition;
  readonly channels: readonly string[];
  readonly state: 'ok' | 'firing' | 'no_data';
  readonly stateSince: string | null;
  readonly problem: string | null;
  readonly lastBucket: string | null;
  readonly snoozedUntil: string | null;
}

export const ops = ['lt', 'lte', 'gt', 'gte'] as const satisfies readonly Op[];

/** A condition as the form holds it. */
export function valuesOf(condition: Condition | undefined): Values {
  if (!condition)
    return { kind: 'change', op: 'lte', percent: '-30', weeks: '6', width: '4', side: 'outside' };
  const defaults = valuesOf(undefined);
  if (condition.kind === 'threshold')
    return { ...defaults, kind: 'threshold', op: condition.op, value: String(condition.value) };
  if (condition.kind === 'change')
    return { ...defaults, kind: 'change', op: condition.op, percent: String(condition.percent) };
  const { weeks, width, side } = condition;
  return { ...defaults, kind: 'band', weeks: String(weeks), width: String(width), side };
}

/** A condition as the server takes it; it checks what was entered. */
export function conditionOf({ kind, op, value, percent, weeks, width, side }: Values): object {
  if (kind === 'threshold') return { kind, op, value: Number(value) };
  if (kind === 'band') return { kind, weeks: Number(weeks), width: Number(width), side };
  return { kind: 'change', op, percent: Number(percent) };
}
