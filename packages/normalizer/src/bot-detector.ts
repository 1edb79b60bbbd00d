import { botName, suspectedBotName } from './bot-name.ts';
import { cached } from './bounded-cache.ts';

export interface BotDetectorOptions {
  /** User agents remembered at a time; default 2,000. */
  readonly cacheSize?: number | undefined;
  /** True where only pages are visited, as in an access log: a program that opens a page is a robot, whatever it is. */
  readonly programsAreRobots?: boolean | undefined;
}

/**
 * Tells robots by their user agent: the bot's name, or null for everything else. Game engines, apps' HTTP stacks and
 * HTTP libraries (curl, python-requests) are not robots, though isbot has them: they are how products report.
 */
export function createBotDetector(options: BotDetectorOptions = {}): (userAgent: string) => string | null {
  const detect = cached(options.cacheSize ?? 2000, (userAgent) => ({
    name: options.programsAreRobots ? suspectedBotName(userAgent) : botName(userAgent),
  }));
  return (userAgent) => detect(userAgent).name;
}
