import type { PersonReport } from './report-scenarios.ts';

export interface Measured {
  readonly name: string;
  readonly oursMs: number;
  readonly plainMs: number;
  /** The median of what the plain statements took over what ours did, round by round. */
  readonly timesFaster: number;
}

export interface MeasuredPersons {
  readonly name: PersonReport;
  readonly ms: number;
  readonly timesDevice: number;
  readonly timesScan: number;
}

export function tableOf(
  events: number,
  overviews: readonly Measured[],
  persons: readonly MeasuredPersons[],
): string {
  return [
    `${events} events`,
    '',
    '| Overview | Ours, ms | The plan, same filter, zone and range, ms | Times faster |',
    '|---|---|---|---|',
    ...overviews.map((one) => `| ${one.name} | ${one.oursMs} | ${one.plainMs} | ${one.timesFaster} |`),
    '',
    '| By person | ms | times the plain statement by device (B7) | times a scan (B7b) |',
    '|---|---|---|---|',
    ...persons.map((one) => `| ${one.name} | ${one.ms} | ${one.timesDevice} | ${one.timesScan} |`),
  ].join('\n');
}
