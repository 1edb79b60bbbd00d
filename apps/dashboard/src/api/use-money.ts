import { currencyDigits } from '@gatrix/analytics-protocol/currency-digits';
import { useMemo } from 'react';
import type { Cell } from '../ui/csv.ts';
import { useI18n } from '../ui/i18n/i18n-context.tsx';
import { useApi } from './api-context.tsx';

export interface MoneyFormat {
  /** The project's reporting currency, ISO 4217. */
  readonly currency: string;
  readonly short: (value: number) => string;
  readonly exact: (value: number) => string;
  /** For a file: the number alone, in the digits of the currency. */
  readonly cell: (value: number) => Cell;
}

/** Amounts of reports, which are in the project's currency. */
export function useMoney(): MoneyFormat {
  const { format } = useI18n();
  const { currency } = useApi().project;
  return useMemo(
    () => ({
      currency,
      short: (value) => format.money(value, currency),
      exact: (value) => format.exactMoney(value, currency),
      cell: (value) => ({ number: value.toFixed(currencyDigits(currency)) }),
    }),
    [format, currency],
  );
}
