import { isbotMatch } from 'isbot';
import { cached } from './bounded-cache.ts';
import { isClientRuntime, isHttpLibrary } from './user-agent/programs.ts';

export interface BotDetectorOptions {
  /** User agents remembered at a time; default 2,000. */
  readonly cacheSize?: number | undefined;
}

/**
 * Tells robots by their user agent: the bot's name, or null for everything else. Game engines, apps' HTTP stacks and
 * HTTP libraries (curl, python-requests) are not robots here, though isbot has them: they are how products report.
 */
export function createBotDetector(options: BotDetectorOptions = {}): (userAgent: string) => string | null {
  const detect = cached(options.cacheSize ?? 2000, (userAgent) => ({ name: botName(userAgent) }));
  return (userAgent) => detect(userAgent).name;
}

function botName(userAgent: string): string | null {
  if (userAgent === '' || isClientRuntime(userAgent) || isHttpLibrary(userAgent)) return null;
  const match = isbotMatch(userAgent);
  return match === null ? null : readableName(userAgent, match);
}

const address = /https?:\/\/|@|^\+|^www\./i;
const platform =
  /^(?:mozilla|compatible|windows|macintosh|linux|x11|u|like|khtml|gecko|applewebkit|safari|version)\b/i;
const botWord = /bot\b|bot[-_/]|spider|crawl|slurp|fetch|archiver|preview|monitor|checker|externalhit|proxy/i;

/** `Googlebot` for `Mozilla/5.0 (compatible; Googlebot/2.1; +http://…)`: the product that looks most like a robot's. */
function readableName(userAgent: string, match: string): string {
  const products = userAgent
    .split(/[();,]|\s\+/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !address.test(part));
  const words = products.flatMap((part) => part.split(/\s+/));
  const candidate =
    words.find((word) => botWord.test(word) && !platform.test(word)) ??
    products.find((part) => part.includes(match) && !platform.test(part)) ??
    products.find((part) => !platform.test(part)) ??
    match;
  const name = candidate.split('/')[0]?.trim() ?? '';
  return (name === '' ? match : name).slice(0, 64);
}
