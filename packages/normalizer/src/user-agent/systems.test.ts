import { expect, test } from 'vitest';
import { createUserAgentParser } from './user-agent-parser.ts';

const parse = createUserAgentParser();
const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iPhone = (system: string, rest: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${system} like Mac OS X) ${webKit} ${rest}`;
const mac = (rest: string) => `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} ${rest}`;
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.88 Mobile Safari/537.36';

test.each([
  // Safari froze the system's version at 18.7.
  [iPhone('18_7', 'Version/26.2 Mobile/15E148 Safari/604.1'), 'iOS', '26.2', 'mobile', 'iPhone'],
  [iPhone('18_6', 'Version/26.0 Mobile/15E148 Safari/604.1'), 'iOS', '26.0', 'mobile', 'iPhone'],
  [
    iPhone('18_7', 'Version/27.1 EdgiOS/141.0 Mobile/15E148 Safari/605.1.15'),
    'iOS',
    '27.1',
    'mobile',
    'iPhone',
  ],
  [iPhone('18_5', 'Version/18.5 Mobile/15E148 Safari/604.1'), 'iOS', '18.5', 'mobile', 'iPhone'],
  [iPhone('17_2', 'Version/26 Mobile/15E148'), 'iOS', '26', 'mobile', 'iPhone'],
  [mac('Version/26.0 Safari/605.1.15'), 'macOS', '10.15.7', 'desktop', 'Mac'],
  ['[FBAN/FB4A;FBAV/450.0;FBDV/SM-S911N;FBSV/14;FBCA/arm64-v8a:;]', 'Android', '14', 'mobile', 'SM-S911N'],
  // iPads that ask for desktop pages.
  [mac('CriOS/120.0.6099.119 Version/11.1.1 Safari/605.1.15'), 'iOS', '11.1.1', 'tablet', 'iPad'],
  [mac('FxiOS/128.0 Safari/605.1.15'), 'iOS', '', 'tablet', 'iPad'],
  [mac('Version/17.5 EdgiOS/126.0 Safari/605.1.15'), 'iOS', '17.5', 'tablet', 'iPad'],
  [mac('GSA/320.0 Safari/604.1'), 'iOS', '', 'tablet', 'iPad'],
  [mac('Mobile/15E148'), 'iOS', '', 'tablet', 'iPad'],
  [
    `Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.1) ${chrome}`,
    'HarmonyOS',
    '',
    'mobile',
    'NOH-AN00',
  ],
  [`Mozilla/5.0 (Linux; HarmonyOS 4.0; ALN-AL00) ${chrome}`, 'HarmonyOS', '4.0', 'mobile', ''],
  [
    `Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 Safari/537.36 ArkWeb/4.1 Mobile`,
    'OpenHarmony',
    '5.0',
    'mobile',
    '',
  ],
  [
    `Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 Safari/537.36 ArkWeb/4.1`,
    'OpenHarmony',
    '5.0',
    'tablet',
    '',
  ],
  [
    `Mozilla/5.0 (PC; OpenHarmony 6.1; Windows NT 10.0) AppleWebKit/537.36 Chrome/132.0 Safari/537.36 ArkWeb/6.1`,
    'OpenHarmony',
    '6.1',
    'desktop',
    '',
  ],
  [
    'Mozilla/5.0 (Mobile; LYF/F30C/000JYE;Android; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
    'KaiOS',
    '2.5',
    'mobile',
    '',
  ],
  [
    'Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.1',
    'KaiOS',
    '2.5.1',
    'mobile',
    '8110 4G',
  ],
  [
    'Mozilla/5.0 (Mobile; ALCATEL4044T; rv:37.0) Gecko/37.0 Firefox/37.0 KaiOS/1.0',
    'KaiOS',
    '1.0',
    'mobile',
    '',
  ],
  [
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0 Safari/537.36',
    'webOS',
    '',
    'tv',
    '',
  ],
  [
    'Mozilla/5.0 (webOS.TV-2021; Linux/SmartTV) AppleWebKit/537.36 Chrome/79.0 Safari/537.36 WEBOS',
    'webOS',
    '2021',
    'tv',
    '',
  ],
  [
    'Mozilla/5.0 (hp-tablet; Linux; hpwOS/3.0.2; U; de-DE) AppleWebKit/534.6 wOSBrowser/234.40.1 Safari/534.6 TouchPad/1.0',
    'webOS',
    '3.0.2',
    'tablet',
    'TouchPad',
  ],
  [
    'Mozilla/5.0 (Nintendo Switch 2; WebApplet) AppleWebKit/613.0 NF/6.0.3.26.8 NintendoBrowser/5.1.0.32061',
    'Nintendo Switch 2',
    '',
    'console',
    '',
  ],
  [
    'Mozilla/5.0 (New Nintendo 3DS like iPhone) AppleWebKit/536.30 NX/3.0.0.5.23 Mobile NintendoBrowser/1.12',
    'Nintendo 3DS',
    '',
    'console',
    '',
  ],
  [
    'Mozilla/5.0 (Nintendo WiiU) AppleWebKit/536.28 NX/3.0.3.12.6 NintendoBrowser/2.0.0.9362.EU',
    'Nintendo Wii U',
    '',
    'console',
    '',
  ],
  [
    'Mozilla/5.0 (PlayStation; PlayStation 5/8.20) AppleWebKit/605.1.15 Version/15.4 Safari/605.1.15',
    'PlayStation 5',
    '8.20',
    'console',
    'PlayStation 5',
  ],
  [
    'Mozilla/5.0 (PLAYSTATION 3; 4.82) AppleWebKit/531.22.8 (KHTML, like Gecko)',
    'PlayStation 3',
    '4.82',
    'console',
    'PlayStation 3',
  ],
  ['Mozilla/4.0 (PSP (PlayStation Portable); 2.00)', 'PlayStation Portable', '2.00', 'console', ''],
  [
    'Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; Xbox)',
    'Windows Phone',
    '8.0',
    'mobile',
    '',
  ],
])('%s', (userAgent, os, osVersion, device, model) => {
  const client = parse(userAgent);
  expect([client.os, client.osVersion, client.device]).toEqual([os, osVersion, device]);
  if (model !== '') expect(client.model).toBe(model);
});
