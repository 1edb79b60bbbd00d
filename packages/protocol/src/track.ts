export { plainErrors } from './plain-error.ts';
export {
  type BatchAnswer,
  type BotAnswer,
  type ErrorAnswer,
  errorAnswer,
  type IngestErrorCode,
  type RejectedMessage,
  type SingleAnswer,
} from './track/answers.ts';
export { currencyCode, currencyProblem } from './track/currency.ts';
export {
  type Envelope,
  emptyEnvelope,
  type ParsedEnvelope,
  parseBareEnvelope,
  parseEnvelope,
} from './track/envelope.ts';
export { monthOf, parseInstant } from './track/instant.ts';
export { isShallow, maxPropertyDepth } from './track/json-value.ts';
export {
  type FieldError,
  fieldErrors,
  type Message,
  type MessageType,
  maxBatchMessages,
  maxBatchMonths,
  maxBodyBytes,
  messagePayloads,
  messageTypes,
  type ParsedMessage,
  parseBarePayload,
  parseMessage,
  parsePayload,
} from './track/messages.ts';
export { mayHoldLongNumbers, parseJson, textOfNumericId } from './track/parse-json.ts';
export { isRefund, revenueProblem, transactionOf } from './track/revenue.ts';
