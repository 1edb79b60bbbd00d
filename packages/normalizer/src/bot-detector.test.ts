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

const android = (device: string, rest = '') =>
  `Mozilla/5.0 (Linux; Android 13; ${device}) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36${rest}`;

test.each([
  android(
    'M2012K11AC Build/TKQ1.220829.002; wv',
    ' XWEB/1160117 MMWEBSDK/20231202 MMWEBID/5022 MicroMessenger/8.0.47.2560(0x28002F36) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64 Process/toolsmp',
  ),
  android('V2 Build/1; wv', ' MicroMessenger/8.0.47 Process/appbrand0 miniProgram/wx0123456789 url(x)'),
  'Mozilla/5.0 (Linux; U; Android 9; zh-CN; V1816A Build/PKQ1.180819.001) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0.3497.100 UWS/3.22.1.123 Mobile Safari/537.36 UCBS/3.22.1.123_200909160022 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI,ws:360|0|3.0) AliApp(AP/10.2.0.6000) AlipayClient/10.2.0.6000 Language/zh-Hans',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21C62 ChannelId(0) NebulaSDK/1.8 Nebula AlipayDefined(nt:WIFI,ws:393|788|3.0) AliApp(AP/10.5) AlipayClient/10.5',
  android('zh-cn', ' SogouMSE,SogouMobileBrowser/5.28.8'),
  android('Google Nexus 5'),
  android('Google Chromecast Build/STTE; wv'),
  android('SPIDER X1 Build/MRA58K'),
  android('Robot Monitor'),
  android('Honeywell Scan Tools Build/1'),
  '[FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.2;FBSS/3;FBID/phone;FBLC/ko_KR;FBOP/5]',
  android('SM-S911N; wv', ' KAKAOTALK/10.4.3 (INAPP)'),
  android('SM-S911N; wv', ' NAVER(inapp; search; 1000; 12.2.1)'),
  android('SM-S911N; wv', ' Line/13.21.1/IAB'),
])('%s is a person', (userAgent) => {
  expect(detect(userAgent)).toBeNull();
});

test.each([
  [
    'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)',
    'Bytespider',
  ],
  [
    'facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984',
    'facebookexternalhit',
  ],
  ['facebookexternalhit/1.1;line-poker/1.0', 'facebookexternalhit'],
  ['Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)', 'spider'],
  [android('compatible; SomeBot/1.0'), 'SomeBot'],
  [android('SM-G900; wv', ' MicroMessenger/8.0 (compatible; SomeSpider/2.0; +https://x.test)'), 'SomeSpider'],
])('%s stays the bot %s', (userAgent, name) => {
  expect(detect(userAgent)).toBe(name);
});
