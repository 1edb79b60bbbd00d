import { expect, test } from 'vitest';
import { createBotDetector } from '../bot-detector.ts';
import { createUserAgentParser } from './user-agent-parser.ts';

const parse = createUserAgentParser();
const detect = createBotDetector();
const android = (device: string, rest = 'Chrome/99.0.4844.88 Safari/537.36') =>
  `Mozilla/5.0 (Linux; Android 11; ${device}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`;

test.each([
  android(
    '43LU8130S Build/RP1A.200720.011; wv',
    'Version/4.0 Chrome/83.0.4103.120 YaBrowser/24.1.2.221 (lite) TV Safari/537.36',
  ),
  android('Kogan TV Build/PTO2.210830.001'),
  android('Orange TV Box Build/QTG1.200615.001; wv', 'Version/4.0 Chrome/102.0.5005.22 Mobile Safari/537.36'),
  android('AFTSSS Build/PS7223'),
  android('BRAVIA 4K VH2 Build/PTT1.190515.001.S52'),
  android('SM-LED32M07S Build/TP1A.220905.004.A2; wv'),
  'Dalvik/2.1.0 (Linux; U; Android 9; Smart TV Pro Build/PTO2.210830.001)',
  'Opera/9.80 (Linux mips; U; HbbTV/1.1.1 (; Humax; HD NANO; 1.00.16; 1.0; ); ce-html/1.0; en) Presto/2.9.167 Version/11.50',
  'Mozilla/5.0 (Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/84.0.4147.140 Safari/537.36 OPR/46.0.2207.0 OMI/4.21.4.112.Catcher4.69 Model/Hisense-MT9602',
  'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
  'VIZIO V655M-K04 ViziOS/1.4.512.847.1 WatchFree/24.06.13.2',
])('%s is a television, and no robot', (userAgent) => {
  expect([parse(userAgent).device, detect(userAgent)]).toEqual(['tv', null]);
});

test.each([
  android('TB-X605L', 'Chrome/110.0.5481.153 Mobile Safari/537.36'),
  android(
    'PMT3761_3G',
    'Chrome/90.0.4430.216 YaApp_Android/21.51.1/apad YaSearchBrowser/21.51.1/apad Mobile Safari/537.36',
  ),
  android('Redmi Pad SE', 'Chrome/110.0.5481.153 Mobile Safari/537.36'),
  android('LG-V400 Build/LRX22G'),
  android('SM-X710'),
  'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
])('%s is a tablet', (userAgent) => {
  expect(parse(userAgent).device).toBe('tablet');
});

test.each([
  [android('A502DL', 'Chrome/84.0.4147.125 Mobile Safari/537.36'), '', 'A502DL'],
  [android('ICON R45 Build/KOT49H', 'Chrome/39.0 Mobile Safari/537.36'), '', 'ICON R45'],
  [android('PadFone T004 Build/JDQ39', 'Chrome/34.0 Mobile Safari/537.36'), 'ASUS', 'PadFone'],
  [android('HUAWEI G750-T01', 'Chrome/30.0 Mobile Safari/537.36'), 'Huawei', 'G750'],
  [android('V2229A', 'Chrome/107.0 Mobile Safari/537.36'), 'Vivo', 'V2229A'],
  [android('Google Pixel 8', 'Chrome/120.0 Mobile Safari/537.36'), 'Google', 'Pixel 8'],
  [
    '[FBAN/FB4A;FBAV/450.0.0.38.108;FBPN/com.facebook.katana;FBMF/samsung;FBBD/samsung;FBDV/SM-S911N;FBSV/14;FBCA/arm64-v8a:;]',
    'Samsung',
    'SM-S911N',
  ],
  [android('arm_64; CPH2083', 'Chrome/83.0 Mobile Safari/537.36'), 'OPPO', 'CPH2083'],
  [android('Capture+', 'Chrome/80.0 Mobile Safari/537.36'), '', 'Capture+'],
  [android('Newsday_N2+', 'Chrome/79.0 Mobile Safari/537.36'), '', 'Newsday_N2+'],
])('%s is a phone', (userAgent, brand, model) => {
  const client = parse(userAgent);
  expect([client.device === 'bot', client.brand, client.model]).toEqual([false, brand, model]);
});

test.each([
  [
    android(
      'SM-A5160 Build/1; wv',
      'Version/4.0 Chrome/89.0 MQQBrowser/6.2 TBS/045713 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.16.2040(0x28001053) Process/tools',
    ),
    'WeChat',
    '8.0.16.2040',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090c33) XWEB/13639',
    'WeChat',
    '7.0.20.1781',
  ],
  [android('V2229A', 'Chrome/107.0 MQQBrowser/14.2 Mobile Safari/537.36'), 'QQ Browser', '14.2'],
  [
    'Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.182 Odin/88.4324.2.10 Safari/537.36 Model/Hisense-MT9602 VIDAA/6.0',
    'Odin',
    '88.4324.2.10',
  ],
  [
    'Mozilla/5.0 (Linux; NetCast; U) AppleWebKit/537.31 (KHTML, like Gecko) Chrome/24.0.1312.57 Safari/537.31 HbbTV/1.1.1 (+DRM; LGE; 42LA660S; 04.01.00; 0x1; )',
    'Chrome',
    '24.0.1312.57',
  ],
  ['HbbTV/1.2.1 (;Panasonic;VIERA 2013;3.672;4101-0003 0002-0000;)', 'HbbTV', '1.2.1'],
  [
    'Mozilla/5.0 (Linux; Android 9; RES102; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/66.0 YaBrowser/22.8.0.9 (lite) Mobile Safari/537.36',
    'Yandex Browser Lite',
    '22.8.0.9',
  ],
])('%s is %s %s', (userAgent, browser, version) => {
  const client = parse(userAgent);
  expect([client.browser, client.browserVersion]).toEqual([browser, version]);
});
