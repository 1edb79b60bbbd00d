import { defaultCurrency } from '@gatrix/analytics-clickhouse-schema';
import type { Rate } from '@gatrix/analytics-metadata';
import { type ParameterProblem, plainErrors } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { currency } from '../fields.ts';
import { ratesOfCsv } from '../rates-csv.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';

const bodyLimit = 8 * 1024 * 1024;
const maxRates = 100_000;
const maxProblems = 10;

/** What ClickHouse's dates hold. */
const day = z.iso
  .date({ abort: true, error: 'must be a day, such as 2026-11-29' })
  .refine((text) => text >= '1970-01-01' && text < '2149-01-01', 'must lie between 1970 and 2148');
const amount = z
  .union([z.string(), z.number()], { error: 'must be a decimal, such as 0.00072' })
  .transform((sent, context) => {
    const text = decimalOf(sent);
    if (text !== undefined) return text;
    const message = 'must be a decimal above 0 and below 10^9 with at most 12 digits behind the point';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
const rate = z.strictObject({
  currency,
  day,
  rate: amount.describe('Units of the reporting currency for one of the currency'),
});
const listed = z.object({ currency: z.string(), day: z.string(), rate: z.string() });

export const listRates = projectRoute('viewer', {
  name: 'listRates',
  method: 'GET',
  path: '/manage/projects/:projectId/rates',
  summary:
    'What currencies are worth in the reporting currency, by currency and day; a day without a rate has the last one before',
  input: z.strictObject({ currency: currency.exactOptional() }),
  data: z.object({ reporting: z.string(), rates: z.array(listed) }),
  answer: async (call, asked) => {
    const reporting = reportingOf(call);
    const rates = await call.metadata.rates.list(call.project.id, reporting);
    return {
      reporting,
      rates: rates.filter((one) => asked.currency === undefined || one.currency === asked.currency),
    };
  },
});

export const putRates = projectRoute('admin', {
  name: 'putRates',
  method: 'PUT',
  path: '/manage/projects/:projectId/rates',
  summary:
    'Puts rates, as JSON or as a CSV file with the columns day, currency and rate, in the place of those of the same days: all or none. They hold for what is stored, too',
  text: { types: ['text/csv', 'text/plain'], bodyLimit },
  input: z.union([z.string(), z.strictObject({ rates: z.array(z.unknown()).max(maxRates) })]),
  data: z.object({ reporting: z.string(), stored: z.int() }),
  answer: async (call, input) => {
    const reporting = reportingOf(call);
    const rates = checkedRates(input, reporting);
    await call.metadata.rates.put(call.project.id, reporting, rates);
    return { reporting, stored: rates.length };
  },
});

export const deleteRate = projectRoute('admin', {
  name: 'deleteRate',
  method: 'DELETE',
  path: '/manage/projects/:projectId/rates/:currency/:day',
  summary: 'Deletes the rate of a day: the last one before holds then',
  input: nothing,
  data: z.object({ deleted: z.int() }),
  answer: (call) => deleted(call, call.inPath('day')),
});

export const deleteRates = projectRoute('admin', {
  name: 'deleteRates',
  method: 'DELETE',
  path: '/manage/projects/:projectId/rates/:currency',
  summary: 'Deletes all rates of a currency: its amounts are listed apart then',
  input: nothing,
  data: z.object({ deleted: z.int() }),
  answer: (call) => deleted(call, undefined),
});

async function deleted(call: ProjectCall, onDay: string | undefined) {
  const code = call.inPath('currency').toUpperCase();
  const of = { currency: code, day: onDay };
  const count = await call.metadata.rates.delete(call.project.id, reportingOf(call), of);
  return { deleted: count };
}

function reportingOf({ project }: ProjectCall): string {
  return project.settings.currency ?? defaultCurrency;
}

/** Each with where it stands. Throws `invalid_parameters` that names place and field. */
function checkedRates(input: string | { readonly rates: readonly unknown[] }, reporting: string): Rate[] {
  const items =
    typeof input === 'string'
      ? ratesOfCsv(input).map(({ line, cells }) => ({ place: `line ${line}: `, sent: cells as unknown }))
      : input.rates.map((sent, index) => ({ place: `rates.${index}.`, sent }));
  const problems: ParameterProblem[] = [];
  const places = new Map<string, string>();
  const rates: Rate[] = [];
  for (const { place, sent } of items) {
    const parsed = rate.safeParse(sent, plainErrors);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues)
        problems.push({ field: `${place}${path.join('.')}`.replace(/[.: ]+$/, ''), message });
      continue;
    }
    const { data } = parsed;
    if (data.currency === reporting)
      problems.push({ field: `${place}currency`, message: 'is the reporting currency itself' });
    const key = `${data.currency} ${data.day}`;
    if (places.has(key))
      problems.push({ field: `${place}day`, message: `has a rate of ${data.currency} twice` });
    places.set(key, place);
    rates.push(data);
  }
  if (rates.length > maxRates) problems.push({ field: 'rates', message: `must be at most ${maxRates}` });
  if (items.length === 0) problems.push({ field: 'rates', message: 'must not be empty' });
  if (problems.length > 0) throw invalid(problems.slice(0, maxProblems));
  return rates;
}

/** In plain digits, without zeros that say nothing; undefined where it is no such decimal. */
function decimalOf(sent: string | number): string | undefined {
  const text = typeof sent === 'number' ? plain(sent) : sent.trim();
  if (!/^\d{1,9}(\.\d{1,12})?$/.test(text) || Number(text) === 0) return undefined;
  return text.replace(/^0+(?=\d)/, '').replace(/\.?0+$/, (zeros) => (text.includes('.') ? '' : zeros));
}

function plain(number: number): string {
  const fixed = number.toFixed(12);
  return Number(fixed) === number ? fixed : String(number);
}
