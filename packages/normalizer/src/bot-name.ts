import { createIsbotFromList, isbot, isbotMatch, list } from 'isbot';
import { isInAppBrowser, isPersonalDevice, withoutDevice } from './people.ts';
import { isClientRuntime, isHttpLibrary } from './user-agent/programs.ts';

/** The readable name of the robot that sends this user agent, or null. Not cached: a few microseconds. */
export function botName(userAgent: string): string | null {
  if (userAgent === '' || isClientRuntime(userAgent) || isHttpLibrary(userAgent)) return null;
  return suspectedBotName(userAgent);
}

/** The same where client runtimes and HTTP libraries count as robots, too. */
export function suspectedBotName(userAgent: string): string | null {
  if (!isbot(userAgent) || isInAppBrowser(userAgent)) return null;
  const text = withoutDevice(userAgent);
  const match = isbotMatch(text);
  if (match === null || (isPersonalDevice(userAgent) && !isCertain(text))) return null;
  return readableName(userAgent, match);
}

/** Whether a word is what robots call themselves, and not a browser that isbot suspects for another reason. */
export function looksLikeBotName(word: string): boolean {
  return botWord.test(word);
}

/**
 * What isbot takes for a robot that televisions, phones and their apps hold, too: shapes such as `CE-HTML/1.0;`, and
 * words such as `Catcher` or `Download`.
 */
const uncertain = new Set([
  ';\\s\\w+;$',
  '\\(\\)',
  '\\.com\\b',
  '\\b\\w+/1\\.0;',
  '\\|',
  '^[<\\(;]',
  '^[\\w \\.\\-\\(?:\\):%]+(?:/v?\\d+(?:\\.\\d+)?(?:\\.\\d{1,10})*?)?(?:,|$)',
  '^[\\w\\-]+/[\\w]+$',
  '^[^ ]{50,}$',
  '^\\d+\\b',
  '^\\w+/[\\w\\(\\)]*$',
  '^\\w+/\\d\\.\\d\\s\\([\\w@]+\\)$',
  '(?<!lib)http',
  '(?:^|[^g])news(?!sapphire)',
  'agent\\b',
  'archive',
  'capture',
  'catch',
  'check\\b',
  'chromeframe',
  'detect',
  'discovery',
  'download',
  'feed',
  'firephp',
  'java(?!;)',
  'library',
  'measure',
  'optimize',
  'server',
  'sogou',
  'tools',
  'url',
]);
const isCertainWord = createIsbotFromList(list.filter((pattern) => !uncertain.has(pattern)));

function isCertain(text: string): boolean {
  return (
    isCertainWord(text.replace(/\bcom\.google\.[\w.]+|\bfrom: http:\/\/bsalsa\.com\/?/g, '')) ||
    /\bhttps?:\/\/(?!bsalsa)/.test(text)
  );
}

const address = /https?:|@|^\+|^www\.|^\w+(?:\.\w+)+$|=/i;
const browserWord =
  /^(?:mozilla|compatible|windows|macintosh|linux|x11|u$|i$|n$|like|khtml|gecko|applewebkit|safari|version|chrome|msie|firefox|opera|trident|rv:|wow64|win64|x64|intel|user-agent:|[a-z]{2}-[a-z]{2}$|\.net|mobile)/i;
const botWord =
  /bot\b|bot[-_/]|spider|crawl|slurp|fetch|archiver|preview|monitor|externalhit|proxy|validator|scan/i;

/** `Googlebot` for `Mozilla/5.0 (compatible; Googlebot/2.1; +http://…)`: the product that looks most like a robot's. */
function readableName(userAgent: string, match: string): string {
  const products = userAgent
    .split(/[();,]|\s[+-]\s?/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !address.test(part));
  const words = products.flatMap((part) => part.split(/\s+/)).filter((word) => !browserWord.test(word));
  const candidate =
    words.find((word) => botWord.test(word)) ??
    products.find((part) => part.includes(match) && !browserWord.test(part)) ??
    products.find((part) => !browserWord.test(part)) ??
    match;
  const name = (candidate.split('/')[0] ?? '').trim().replace(/[^\p{L}\p{N}]+$/u, '');
  return (/[\p{L}\p{N}]/u.test(name) ? name : 'unnamed').slice(0, 64);
}
