import { expect, test } from 'vitest';
import { createBotDetector } from './bot-detector.ts';

const detect = createBotDetector();

test.each([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
  [
    'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Googlebot',
  ],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bingbot'],
  ['Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)', 'Yeti'],
  ['Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)', 'Slurp'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.0; +https://openai.com/gptbot)',
    'GPTBot',
  ],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'facebookexternalhit'],
  ['Twitterbot/1.0', 'Twitterbot'],
])('%s is the bot %s', (userAgent, name) => {
  expect(detect(userAgent)).toBe(name);
});

test.each([
  '',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
  'UnityPlayer/2021.3.16f1 (UnityWebRequest/1.0, libcurl/7.84.0-DEV)',
  'okhttp/4.9.3',
  'MyGame/12 CFNetwork/1408.0.4 Darwin/22.5.0',
  'curl/8.5.0',
  'python-requests/2.31.0',
  'node',
])('"%s" is how a product reports, and no bot', (userAgent) => {
  expect(detect(userAgent)).toBeNull();
});
