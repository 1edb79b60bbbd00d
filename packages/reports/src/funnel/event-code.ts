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

/**
 * Makes what reads an Array(UInt64) of event codes; in two halves, because a BigInt for each event would take most of the
 * time. A sequence holds until the next one is read into its arrays.
 */
export function createSequenceReader({ steps, exclusions }: Bits): (reader: RowReader) => Sequence {
  const size = steps.length + exclusions.length;
  const times: number[] = [];
  const fits: number[] = [];
  const kills: number[] = [];
  const stepMask = (1 << steps.length) - 1;
  const exclusionMask = (1 << exclusions.length) - 1;
  const scale = 2 ** (32 - size);
  return (reader) => {
    const length = reader.length();
    for (let event = 0; event < length; event += 1) {
      const low = reader.uint32();
      const high = reader.uint32();
      times[event] = high * scale + (low >>> size);
      kills[event] = (low >>> steps.length) & exclusionMask;
      fits[event] = low & stepMask;
    }
    return { length, times, fits, kills };
  };
}
