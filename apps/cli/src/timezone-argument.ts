import { timezone } from '@gatrix/analytics-protocol/insights';
import { InvalidArgumentError } from 'commander';

/** A time zone's name as IANA writes it. Throws InvalidArgumentError for an unknown one. */
export function timezoneArgument(name: string): string {
  const { data, error } = timezone.safeParse(name);
  if (data === undefined) throw new InvalidArgumentError(error?.issues[0]?.message ?? '');
  return data;
}
