import type { ManageKey } from '../../../ui/i18n/manage/en.ts';
import type { ManageTranslate } from '../../../ui/i18n/manage-texts.ts';

/** What the server itself says of a message that it could not send, by how its sentences read, and how the page says it. */
const sentences: readonly (readonly [RegExp, ManageKey])[] = [
  [/^mail is not set up: (.*)$/, 'answer.noMail'],
  [/^the channel or the message cannot be understood$/, 'answer.unreadable'],
  [/^no answer in time$/, 'answer.late'],
  [/^more than (\d+) redirects$/, 'answer.redirects'],
  [/^(\S+) is not http or https$/, 'answer.protocol'],
  [/^(.+) is not an address of the public internet;/, 'answer.private'],
  [/^(?:getaddrinfo \w+ )(\S+)|^(\S+) has no address$/, 'answer.noHost'],
  [/^connect ECONNREFUSED (.*)$/, 'answer.refused'],
  [/^(?:connect ETIMEDOUT (\S+)|Connection timeout)/, 'answer.late'],
  [/ECONNRESET|socket hang up/, 'answer.ended'],
  [/certificate|altnames/i, 'answer.certificate'],
];

/** An answer as the reader understands it; what the receiver said stays as it is. */
export function answerText(status: number | null, answer: string | null, m: ManageTranslate): string {
  const text = answer ?? '';
  // With a status it is the receiver who speaks.
  const sentence = status === null ? sentences.find(([pattern]) => pattern.test(text)) : undefined;
  if (!sentence) return [status, text].filter((part) => part !== null && part !== '').join(' ');
  const detail = sentence[0].exec(text)?.slice(1).find(Boolean) ?? '';
  return m(sentence[1], { detail });
}
