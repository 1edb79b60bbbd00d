import {
  type BatchAnswer,
  type BotAnswer,
  maxBatchMonths,
  monthOf,
  type ParsedMessage,
  parseMessage,
  type RejectedMessage,
  type SingleAnswer,
} from '@gatrix/analytics-protocol/track';
import { IngestError } from '../errors.ts';
import type { RouteDeps } from '../route-deps.ts';
import { type Awaitable, andThen } from './and-then.ts';
import { type CheckedMessage, checkMessage, refused } from './check-message.ts';
import { countRejected } from './count-rejected.ts';
import { publishMessages } from './publish-messages.ts';
import type { RequestFacts } from './request-facts.ts';
import { assignVisits, type Visit } from './visits.ts';

export interface Answer {
  readonly status: number;
  readonly body: SingleAnswer | BotAnswer | BatchAnswer | NoneAccepted;
}

/** A batch of which nothing was accepted: the error form with the list of what is wrong with each. */
export interface NoneAccepted {
  readonly success: false;
  readonly accepted: 0;
  readonly rejected: readonly RejectedMessage[];
  readonly error: { readonly code: string; readonly message: string; readonly details: readonly unknown[] };
}

/** Checks one message and makes it durable. */
export function acceptSingle(deps: RouteDeps, facts: RequestFacts, parsed: ParsedMessage): Awaitable<Answer> {
  const checked = check(deps, facts, parsed);
  if (checked instanceof IngestError) throw checked;
  return andThen(accept(deps, facts, [checked]), ([visit]) => answerOf(checked, visit));
}

function answerOf({ id, botName }: CheckedMessage, visit: Visit | undefined): Answer {
  if (botName !== '') return { status: 202, body: { success: true, bot: { name: botName } } };
  const { toldDeviceId: deviceId = '', toldSessionId: sessionId = '' } = visit ?? {};
  return { status: 200, body: { success: true, id, deviceId, sessionId } };
}

/** Checks each message by itself, and makes the good ones durable before answering. */
export async function acceptBatch(deps: RouteDeps, facts: RequestFacts): Promise<Answer> {
  const accepted: CheckedMessage[] = [];
  const months = new Set<number>();
  const rejected: RejectedMessage[] = [];
  facts.envelope.messages.forEach((input, index) => {
    const checked = check(deps, facts, parseMessage(input), months);
    if (checked instanceof IngestError)
      rejected.push({ index, code: checked.code, message: checked.message });
    else accepted.push(checked);
  });
  if (accepted.length === 0) {
    const details = rejected.map(({ index, message }) => ({ field: `batch.${index}`, message }));
    const error = { code: 'invalid_message', message: 'no message of the batch was accepted', details };
    return { status: 400, body: { success: false, accepted: 0, rejected, error } };
  }
  await accept(deps, facts, accepted);
  const bots = accepted.filter(({ botName }) => botName !== '').length;
  return { status: 200, body: { success: true, accepted: accepted.length - bots, bots, rejected } };
}

/** The message, or what is wrong with it: that costs its neighbours nothing. */
function check(
  deps: RouteDeps,
  facts: RequestFacts,
  parsed: ParsedMessage,
  months?: Set<number>,
): CheckedMessage | IngestError {
  try {
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    const checked = checkMessage(deps, facts, parsed.message);
    if (months) countMonth(months, checked.timestamp);
    return checked;
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    countRejected(deps, facts, error.code);
    return error;
  }
}

/** A month is a partition, and one insert makes a file in each that it touches. */
function countMonth(months: Set<number>, timestamp: number): void {
  const month = monthOf(timestamp);
  if (months.size >= maxBatchMonths && !months.has(month)) {
    throw refused(
      'invalid_message',
      'timestamp',
      `is of one month more than the ${maxBatchMonths} that a request may hold`,
    );
  }
  months.add(month);
}

/** All or nothing: what goes wrong here costs all of them. */
function accept(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
): Awaitable<readonly Visit[]> {
  return andThen(assignVisits(deps, facts, checked), (visits) =>
    publishMessages(deps, facts, checked, visits).then(() => visits),
  );
}
