const removed = '[redacted]';

const secretKeys = [
  'client[-_]?secret',
  'openpanel-client-secret',
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwd',
  'secret',
  'jwt[-_]?secret',
  'token',
  'access[-_]?token',
  'api[-_]?key',
];
const addressKeys = [
  '_{0,2}ip',
  'ips',
  'remote-?address',
  'remote-?ip',
  'client-?ip',
  'client-?address',
  'x-forwarded-for',
  'x-real-ip',
  'x-client-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'forwarded',
];

// JSON inside a string has its quotes escaped (a logged body, the cause of an error): `\"clientSecret\":\"…\"`.
const text = (quote: string) => `${quote}(?:(?!${quote})(?:\\\\.|[^"\\\\]))*${quote}`;
const keyed = (keys: string, quote: string) =>
  new RegExp(
    `(${quote}(?:${keys})${quote}\\s*:\\s*)(?:${text(quote)}|\\[(?:${text(quote)}|[\\s,])*\\]|-?\\d[\\d.eE+-]*)`,
    'gi',
  );

const keys = [...secretKeys, ...addressKeys].join('|');
const plainKeys = keyed(keys, '"');
const escapedKeys = keyed(keys, '\\\\"');
// A driver's error calls the server it could not reach `address`; only a bare IP there can be a person's.
const bareAddress = /("address"\s*:\s*)"[0-9a-f.:]+"/gi;
const inQuery =
  /([?&](?:client_?secret|openpanel-client-secret|secret|password|token|access_token)=)[^&\s"\\#]*/gi;
// Bounded, and anchored at `://`, because a line may be long: what backtracks would take quadratic time.
const inUrl = /(:\/\/[^\s:/@"\\]{0,128}):[^\s/"\\]{0,512}@/g;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/**
 * A serialized log line without secrets and client addresses. It works on the text, because a secret may be at any
 * depth: in a header, a bound field, an error's cause, a URL.
 */
export function redactLine(line: string): string {
  return line
    .replace(plainKeys, `$1"${removed}"`)
    .replace(escapedKeys, `$1\\"${removed}\\"`)
    .replace(bareAddress, `$1"${removed}"`)
    .replace(inQuery, `$1${removed}`)
    .replace(inUrl, `$1:${removed}@`)
    .replace(bearer, `$1 ${removed}`);
}
