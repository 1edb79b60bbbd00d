import { json, text } from '../bodies.ts';
import { senderOf } from '../sender.ts';
import type { Delivery, WireAnswer, WireFormat, WireRequest } from '../wire-format.ts';
import { readBeacon } from './beacon.ts';
import { readMeasurement } from './measurement.ts';

/** Answers what is wrong with a request, and stores nothing. */
const checkPath = '/debug/mp/collect';

/**
 * Google Analytics 4: gtag's `/g/collect`, and the Measurement Protocol's `/mp/collect`
 * (https://developers.google.com/analytics/devguides/collection/protocol/ga4).
 */
export const ga4: WireFormat = {
  vendor: 'ga4',
  keyField: 'measurement_id',
  routes: [
    { method: 'POST', path: '/mp/collect', read: measurement },
    { method: 'POST', path: checkPath, isCheck: true, read: measurement },
    { method: 'POST', path: '/g/collect', read: beacon },
    { method: 'GET', path: '/g/collect', read: beacon },
  ],
  accepted: ({ path }, { rejected }) =>
    path === checkPath ? validation(rejected) : { status: 204, body: '' },
  refused: ({ path }, refusal) => ({
    ...validation([refusal]),
    ...(path === checkPath && refusal.status < 429 && { status: 200 }),
  }),
};

/** What is wrong, as Google's validation server writes it. */
function validation(problems: readonly { readonly code: string; readonly message: string }[]): WireAnswer {
  return json({
    validationMessages: problems.map(({ code, message }) => ({
      ...{ fieldPath: '', description: message, validationCode: code.toUpperCase() },
    })),
  });
}

function measurement(request: WireRequest): Delivery {
  const { query } = request;
  return {
    key: keyOf(query.get('measurement_id') ?? query.get('firebase_app_id')),
    secret: query.get('api_secret') || undefined,
    sdk: 'ga4-mp@2',
    sender: query.has('firebase_app_id') ? 'app' : senderOf(request, undefined),
    messages: readMeasurement(request),
  };
}

function beacon(request: WireRequest): Delivery {
  return {
    key: keyOf(request.query.get('tid')),
    sdk: 'gtag@2',
    sender: senderOf(request, undefined),
    messages: readBeacon(request),
  };
}

/** gtag takes no id for its own without the `G-` in front. */
function keyOf(sent: string | null): string | undefined {
  return text(sent)?.replace(/^G-/i, '').toLowerCase();
}
