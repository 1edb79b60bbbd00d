import { UAParser } from 'ua-parser-js';
import { cached } from '../bounded-cache.ts';
import { cutToBytes } from '../text.ts';
import { applyClientHints } from './apply-client-hints.ts';
import type { ClientHints } from './client-hints.ts';
import { type Agent, maxAgentBytes } from './device.ts';
import { extensions } from './extensions.ts';
import { readUserAgent, vendorOfModel } from './read-user-agent.ts';

export interface UserAgentParserOptions {
  /** User agents (with their hints) remembered at a time; default 5,000. */
  readonly cacheSize?: number | undefined;
}

/** `userAgent` '' is an unknown client on a desktop. */
export type UserAgentParser = (userAgent: string, hints?: ClientHints) => Agent;

const maxUserAgentLength = 512;

/** Reads browser, system and device from user agents; a parse takes tens of microseconds, a repeated one less than one. */
export function createUserAgentParser(options: UserAgentParserOptions = {}): UserAgentParser {
  const size = options.cacheSize ?? 5000;
  const rules = new UAParser('', extensions);
  const plain = cached(size, (userAgent) => limited(readUserAgent(rules, userAgent)));
  const vendorOf = cached(1000, (model) => vendorOfModel(rules, model));
  const hinted = cached(size, (key) => {
    const end = key.lastIndexOf('\n');
    const hints: ClientHints = JSON.parse(key.slice(end + 1));
    return limited(applyClientHints(plain(key.slice(0, end)), hints, vendorOf));
  });
  return (userAgent, hints) => {
    const text = userAgent.slice(0, maxUserAgentLength);
    return hints ? hinted(`${text}\n${JSON.stringify(hints)}`) : plain(text);
  };
}

function limited(agent: Agent): Agent {
  const cut = (text: string) => cutToBytes(text, maxAgentBytes);
  return {
    os: cut(agent.os),
    osVersion: cut(agent.osVersion),
    browser: cut(agent.browser),
    browserVersion: cut(agent.browserVersion),
    device: agent.device,
    brand: cut(agent.brand),
    model: cut(agent.model),
  };
}
