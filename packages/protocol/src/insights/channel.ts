import { z } from 'zod';
import { alertIntervals, alertStates } from './alert.ts';
import { digestSection } from './digest.ts';

const url = z
  .string()
  .max(2_000)
  .refine(isHttpUrl, 'must be an address that begins with https:// or http://, without a user name');

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

const language = z.enum(['en', 'ko', 'zh']).default('en').describe('Of what is written to people');
export type MessageLanguage = z.output<typeof language>;

/** Where messages go, by kind. */
export const channelSettings = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('mail'), to: z.array(z.email().max(320)).min(1).max(50), language }),
    z.strictObject({ kind: z.literal('slack'), url, language }),
    z.strictObject({ kind: z.literal('discord'), url, language }),
    z.strictObject({ kind: z.literal('teams'), url, language }),
    z.strictObject({
      kind: z.literal('webhook'),
      url,
      secret: z.string().min(16).max(200).describe('Signs each message; one is made where none is sent'),
    }),
    z.strictObject({
      kind: z.literal('gatrix-signal'),
      url: url.describe('Of Gatrix: what stands before /api/v1/signals'),
      endpoint: z.string().regex(/^[\w.-]{1,200}$/, 'must be letters, digits, dots, dashes and underscores'),
      token: z.string().min(1).max(2_000),
    }),
  ],
  { error: 'must be of the kind mail, slack, discord, teams, webhook or gatrix-signal' },
);
export type ChannelSettings = z.output<typeof channelSettings>;
export type ChannelKind = ChannelSettings['kind'];

const project = z.object({ id: z.string(), name: z.string() });
const at = z.iso.datetime().describe('When it was written');
const link = z.string().optional().describe('Where the dashboard shows it');

/** What is sent; a webhook has it as its body, beside the `id` of the delivery. */
const writtenDigest = z.object({
  type: z.literal('digest'),
  project,
  digest: z.object({ id: z.string(), name: z.string() }),
  period: z.object({ start: z.string(), end: z.string() }).describe('Its first and its last day'),
  sections: z.array(digestSection),
  at,
  link,
});

/** A digest whose figures are still to be read: that is done where it is sent. */
export const unwrittenDigest = writtenDigest.omit({ sections: true }).strict();
export type UnwrittenDigest = z.output<typeof unwrittenDigest>;

export const deliveryMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('alert'),
    project,
    alert: z.object({ id: z.string(), name: z.string() }),
    state: z.enum(alertStates),
    previous: z.enum(alertStates).nullable(),
    reminder: z.boolean().describe('It fires still; nothing has changed'),
    watched: z.string().describe('The name of the saved report or segment'),
    figure: z.string(),
    interval: z.enum(alertIntervals).nullable(),
    bucket: z.string().nullable().describe('Its start, local with offset'),
    currency: z.string().optional().describe('Of the values, where they are amounts: ISO 4217'),
    value: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    problem: z.string().nullable(),
    at,
    link,
  }),
  writtenDigest,
  z.object({ type: z.literal('test'), project, channel: z.string(), at, link }),
]);
export type DeliveryMessage = z.output<typeof deliveryMessage>;
export type DigestMessage = Extract<DeliveryMessage, { readonly type: 'digest' }>;
export type AlertMessage = Extract<DeliveryMessage, { readonly type: 'alert' }>;
