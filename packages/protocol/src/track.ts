export {
  type BatchAnswer,
  type BotAnswer,
  type ErrorAnswer,
  errorAnswer,
  type IngestErrorCode,
  type RejectedMessage,
  type SingleAnswer,
} from './track/answers.ts';
export {
  type Envelope,
  type ParsedEnvelope,
  parseBareEnvelope,
  parseEnvelope,
} from './track/envelope.ts';
export {
  type FieldError,
  fieldErrors,
  type Message,
  type MessageType,
  maxBatchMessages,
  maxBodyBytes,
  messageTypes,
  type ParsedMessage,
  parseMessage,
  parsePayload,
} from './track/messages.ts';
