import { z } from 'zod';
import { isRest } from './overview.ts';
import { commonParameters, rangeParameters } from './parameters.ts';

const count = z.number().int().nonnegative();
const percent = z.number().min(0).max(100);
const incomplete = z.literal(true).optional();
const date = z.string().describe('Local start with offset');

export const activeUsersParameters = rangeParameters;
export type ActiveUsersParameters = z.output<typeof activeUsersParameters>;
export const activeUsersData = z.array(
  z.object({
    date,
    dau: count.describe('Active on the day'),
    wau: count.describe('Active on the day or one of the 6 before'),
    mau: count.describe('Active on the day or one of the 29 before'),
    stickiness: percent.describe('dau / mau'),
    incomplete,
  }),
);
export type ActiveUsersData = z.output<typeof activeUsersData>;

export const lifecycleParameters = rangeParameters.extend({
  interval: commonParameters.shape.interval,
});
export type LifecycleParameters = z.output<typeof lifecycleParameters>;
export const lifecycleData = z.array(
  z.object({
    date,
    new: count.describe('First active ever in this interval'),
    returning: count.describe('Active in this and the interval before'),
    resurrecting: count.describe('Active in this, not in the one before, and before that'),
    dormant: count.describe('Active in the interval before, not in this'),
    incomplete,
  }),
);
export type LifecycleData = z.output<typeof lifecycleData>;

export const monetizationParameters = rangeParameters.extend({
  days: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .describe('Columns of ltv, day 0 included'),
  breakdown: z
    .templateLiteral(['first.', z.string().min(1)], { error: 'must be first.<field>' })
    .optional()
    .describe("By a fact of the person's first visit or event, such as first.utm_campaign"),
  limit: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Values of the breakdown at most'),
});
export type MonetizationParameters = z.output<typeof monetizationParameters>;

const money = z.number();
export const monetizationData = z.object({
  revenue: money,
  payers: count.describe('Who has an event with revenue in the range'),
  active_users: count,
  arpdau: money.describe('Revenue per user and day of activity'),
  arppu: money.describe('Revenue per payer'),
  payer_conversion: percent.describe('Payers among active users'),
  series: z.array(
    z.object({
      date,
      revenue: money,
      payers: count,
      dau: count,
      arpdau: money,
      arppu: money,
      payer_conversion: percent,
      incomplete,
    }),
  ),
  ltv: z
    .array(
      z.object({
        date: date.describe('The day on which these users were first active ever'),
        size: count,
        values: z
          .array(money.nullable())
          .describe(
            'Revenue per user from the first day to day k, both included; null where day k has not begun',
          ),
        complete: z.array(z.boolean()).describe('False where day k is not over'),
      }),
    )
    .describe('By cohort day'),
  breakdown: z
    .array(
      z.object({
        name: z.string(),
        rest: isRest,
        revenue: money,
        payers: count,
        active_users: count,
        arppu: money,
        payer_conversion: percent,
        ltv: z.object({
          size: count.describe('Users who were first active ever in the range'),
          values: z
            .array(money.nullable())
            .describe('Revenue per user from the first day to day k, of those for whom day k is over'),
        }),
      }),
    )
    .optional()
    .describe('By the value at the first visit or event, the most revenue first'),
});
export type MonetizationData = z.output<typeof monetizationData>;

export const firstPurchasesParameters = rangeParameters.extend({
  product: z.string().min(1).max(256).default('product').describe('The property that names the product'),
  limit: z.coerce.number<number | string>().int().min(1).max(1_000).default(100).describe('Products at most'),
});
export type FirstPurchasesParameters = z.output<typeof firstPurchasesParameters>;
export const firstPurchasesData = z.object({
  payers: count.describe('Who paid for the first time ever in the range'),
  revenue: money.describe('Of their first payments'),
  median_seconds: z
    .number()
    .nullable()
    .describe('From when they were first seen to the first payment; null where nobody paid'),
  series: z.array(z.object({ date, payers: count, revenue: money, incomplete })),
  products: z
    .array(
      z.object({
        name: z.string().describe("'' where the payment names none"),
        payers: count,
        revenue: money,
      }),
    )
    .describe('By payers, the most first'),
  since_first_seen: z
    .array(
      z.object({
        from: z.number().describe('Seconds, included'),
        to: z.number().nullable().describe('Seconds, excluded; null where it is open'),
        payers: count,
      }),
    )
    .describe('By the time since they were first seen'),
});
export type FirstPurchasesData = z.output<typeof firstPurchasesData>;
