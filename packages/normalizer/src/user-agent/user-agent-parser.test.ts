import { expect, test } from 'vitest';
import { createUserAgentParser } from './user-agent-parser.ts';

const parse = createUserAgentParser();
const ios = (version: string, rest: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${rest}`;
const android = (system: string, rest: string) =>
  `Mozilla/5.0 (Linux; ${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;
const windows = (rest: string) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;

test.each([
  [
    'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; WOW64; Trident/6.0; QQBrowser/7.6.21433.400)',
    'QQ Browser 7.6.21433.400',
    'Windows 8',
    'desktop',
    ' ',
  ],
  [
    'Opera/9.80 (BlackBerry; Opera Mini/7.0.31437/28.3030; U; en) Presto/2.8.119 Version/11.10',
    'Opera Mini 7.0.31437',
    'BlackBerry OS 11.10',
    'mobile',
    'BlackBerry ',
  ],
  [windows('Chrome/120.0.0.0 Safari/537.36'), 'Chrome 120.0.0.0', 'Windows 10', 'desktop', ' '],
  [
    windows('Chrome/118.0.0.0 Safari/537.36 Edg/118.0.2088.46'),
    'Edge 118.0.2088.46',
    'Windows 10',
    'desktop',
    ' ',
  ],
  [
    windows('Chrome/118.0.5993.90 Whale/3.23.214.10 Safari/537.36'),
    'Whale 3.23.214.10',
    'Windows 10',
    'desktop',
    ' ',
  ],
  [
    'Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko',
    'IE 11.0',
    'Windows 7',
    'desktop',
    ' ',
  ],
  ['Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/4.0)', 'IE 8.0', 'Windows 7', 'desktop', ' '],
  [
    'Mozilla/5.0 (X11; Linux i686; rv:27.0) Gecko/20100101 Firefox/27.0',
    'Firefox 27.0',
    'Linux ',
    'desktop',
    ' ',
  ],
  [
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'Chrome 120.0.0.0',
    'Chrome OS 14541.0.0',
    'desktop',
    ' ',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15',
    'Safari 17.2',
    'macOS 10.15.7',
    'desktop',
    'Apple Mac',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) App/1.0 Chrome/114.0.5735.289 Electron/25.8.4 Safari/537.36',
    'Electron 25.8.4',
    'macOS 10.15.7',
    'desktop',
    'Apple Mac',
  ],
  [
    ios('17_5', 'Version/17.5 Mobile/15E148 Safari/604.1'),
    'Mobile Safari 17.5',
    'iOS 17.5',
    'mobile',
    'Apple iPhone',
  ],
  [ios('18_7', 'Mobile/15E148'), 'Mobile Safari WebView 18.7', 'iOS 18.7', 'mobile', 'Apple iPhone'],
  [
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1',
    'Chrome 120.0.6099.119',
    'iOS 16.6',
    'tablet',
    'Apple iPad',
  ],
  [
    android('Android 10; K', 'Chrome/120.0.0.0 Mobile Safari/537.36'),
    'Chrome 120.0.0.0',
    'Android 10',
    'mobile',
    ' ',
  ],
  [
    android('Android 14; SM-S918N', 'SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36'),
    'Samsung Internet 23.0',
    'Android 14',
    'mobile',
    'Samsung SM-S918N',
  ],
  [
    android('Android 14; SM-X710', 'Chrome/120.0.0.0 Safari/537.36'),
    'Chrome 120.0.0.0',
    'Android 14',
    'tablet',
    'Samsung SM-X710',
  ],
  [
    android('Android 13; Pixel 7 Pro', 'Chrome/120.0.0.0 Mobile Safari/537.36'),
    'Chrome 120.0.0.0',
    'Android 13',
    'mobile',
    'Google Pixel 7 Pro',
  ],
  [
    android('U; Android 2.3.5; en-gb; GT-I9100 Build/GINGERBREAD', 'Version/4.0 Mobile Safari/533.1'),
    'Android Browser 2.3.5',
    'Android 2.3.5',
    'mobile',
    'Samsung GT-I9100',
  ],
  [
    android('Android 4.4.2; Nexus 5 Build/KOT49H', 'Version/4.0 Chrome/30.0.0.0 Mobile Safari/537.36'),
    'Chrome WebView 30.0.0.0',
    'Android 4.4.2',
    'mobile',
    'LG Nexus 5',
  ],
])('%s', (userAgent, browser, os, device, hardware) => {
  const client = parse(userAgent);
  expect(`${client.browser} ${client.browserVersion}`).toBe(browser);
  expect(`${client.os} ${client.osVersion}`).toBe(os);
  expect(client.device).toBe(device);
  expect(`${client.brand} ${client.model}`).toBe(hardware);
});

const webView = android(
  'Android 13; SM-S918N Build/TP1A.220624.014; wv',
  'Version/4.0 Chrome/116.0.5845.172 Mobile Safari/537.36',
);
test.each([
  [`${webView};KAKAOTALK 2410450`, 'KAKAOTALK', '2410450'],
  [`${webView} NAVER(inapp; search; 1000; 11.12.3)`, 'NAVER', '11.12.3'],
  [ios('16_6', 'Mobile/15E148 NAVER(inapp; search; 2000; 12.2.1; 14PRO)'), 'NAVER', '12.2.1'],
  [`${webView} Instagram 270.2.0.24.82 Android (31/12)`, 'Instagram', '270.2.0.24.82'],
  [
    ios('16_0', 'Mobile/20A362 [FBAN/FBIOS;FBAV/400.0.0.30.114;FBDV/iPhone14,2]'),
    'Facebook',
    '400.0.0.30.114',
  ],
  [
    ios('16_0', 'Mobile/20A362 [FBAN/MessengerForiOS;FBAV/390.0.0.1;FBDV/iPhone14,2]'),
    'Facebook Messenger',
    '390.0.0.1',
  ],
  [ios('15_5', 'Mobile/15E148 Safari Line/12.10.0'), 'LINE', '12.10.0'],
  [`${webView} Line/13.9.1/IAB`, 'LINE', '13.9.1'],
  [ios('15_0', 'Mobile/15E148 MicroMessenger/8.0.16(0x18001042) NetType/WIFI'), 'WeChat', '8.0.16'],
  [`${webView} DaumApps/9.1.0 DaumDevice/mobile`, 'Daum', '9.1.0'],
  [`${webView} Barcelona 448.0.0.54.85 Android`, 'Threads', '448.0.0.54.85'],
])('an in-app browser is named after its app: %s', (userAgent, browser, version) => {
  const client = parse(userAgent);
  expect([client.browser, client.browserVersion, client.device]).toEqual([browser, version, 'mobile']);
});

test.each([
  ['UnityPlayer/2021.3.16f1 (UnityWebRequest/1.0, libcurl/7.84.0-DEV)', 'Unity', '', 'desktop'],
  [
    'MyGame/++UE4+Release-4.27-CL-18319896 Windows/10.0.19044.1.256.64bit',
    'Unreal Engine',
    'Windows',
    'desktop',
  ],
  ['MyGame/++UE5+Release-5.1-CL-1 IOS/16.1', 'Unreal Engine', 'iOS', 'mobile'],
  ['Dalvik/2.1.0 (Linux; U; Android 10; SM-G973F Build/QP1A.190711.020)', 'Dalvik', 'Android', 'mobile'],
  ['okhttp/4.9.3', 'okhttp', '', 'mobile'],
  ['My%20Game/12 CFNetwork/1408.0.4 Darwin/22.5.0', 'My Game', 'iOS', 'mobile'],
  ['curl/8.5.0', 'curl', '', 'server'],
  ['python-requests/2.31.0', 'Python Requests', '', 'server'],
  ['Go-http-client/2.0', 'Go-http-client', '', 'server'],
  ['node', 'Node.js', '', 'server'],
  [
    'Mozilla/5.0 (PlayStation; PlayStation 5/8.20) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15',
    'Safari',
    'PlayStation 5',
    'console',
  ],
  [
    'Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474',
    'Nintendo Browser',
    'Nintendo Switch',
    'console',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/48.0.2564.82 Safari/537.36 Edge/20.02',
    'Edge',
    'Xbox',
    'console',
  ],
  [
    'Mozilla/5.0 (Windows; U; Windows NT 10.0; en-US; Valve Steam GameOverlay/1709612389; ) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.5938.140 Safari/537.36',
    'Steam',
    'Windows',
    'desktop',
  ],
  [
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
    'Safari',
    'Tizen',
    'tv',
  ],
  [
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36',
    'Chrome',
    'webOS',
    'tv',
  ],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', '', 'bot'],
])('a program that is no usual browser is told apart: %s', (userAgent, browser, os, device) => {
  const client = parse(userAgent);
  expect([client.browser, client.os, client.device]).toEqual([browser, os, device]);
});

test('no user agent is an unknown client on a desktop', () => {
  expect(parse('')).toEqual({
    os: '',
    osVersion: '',
    browser: '',
    browserVersion: '',
    device: 'desktop',
    brand: '',
    model: '',
  });
});
