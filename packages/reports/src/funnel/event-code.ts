import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FunnelParameters } from '@gatrix/analytics-protocol/insights';
import type { RowReader } from '../query/row-binary.ts';
import type { Sequence } from './sequence.ts';

type Bits = Pick<FunnelParameters, 'steps' | 'exclusions'>;

/**
 * An event as one UInt64 that sorts by time: milliseconds since the range's start, then a bit for each exclusion, then
 * one for each step. Twenty bits at most leave room for 500 years.
 */
export function eventCode(at: Sql, kills: Sql, fits: Sql, { steps, exclusions }: Bits): Sql {
  const size = param.limit(steps.length + exclusions.length);
  return sql`bitOr(bitShiftLeft(toUInt64(${at}), ${size}), bitOr(bitShiftLeft(toUInt64(${kills}), ${param.limit(steps.length)}), toUInt64(${fits})))`;
}

/** Reads an Array(UInt64) of event codes in two halves, because a BigInt for each event would take most of the time. */
export function readSequence(reader: RowReader, { steps, exclusions }: Bits): Sequence {
  const size = steps.length + exclusions.length;
  const count = reader.length();
  // Not typed arrays: making a small one takes longer than filling it.
  const times: number[] = [];
  const fits: number[] = [];
  const kills: number[] = [];
  const stepMask = (1 << steps.length) - 1;
  const exclusionMask = (1 << exclusions.length) - 1;
  const scale = 2 ** (32 - size);
  for (let event = 0; event < count; event += 1) {
    const low = reader.uint32();
    const high = reader.uint32();
    times.push(high * scale + (low >>> size));
    kills.push((low >>> steps.length) & exclusionMask);
    fits.push(low & stepMask);
  }
  return { times, fits, kills };
}
