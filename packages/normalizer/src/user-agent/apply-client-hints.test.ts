import { expect, test } from 'vitest';
import { createUserAgentParser } from './user-agent-parser.ts';

const parse = createUserAgentParser();
const webView =
  'Mozilla/5.0 (Linux; Android 13; SM-S918N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.5845.172 Mobile Safari/537.36';
const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
const chromeOnAndroid =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';
const chromeBrands =
  '"Not_A Brand";v="8.0.0.0", "Chromium";v="120.0.6099.130", "Google Chrome";v="120.0.6099.130"';

test('client hints tell Windows 11 and the full version', () => {
  const hints = {
    fullVersionList: chromeBrands,
    platform: '"Windows"',
    platformVersion: '"15.0.0"',
    mobile: '?0',
  };
  expect(parse(chromeOnWindows, hints)).toMatchObject({
    os: 'Windows',
    osVersion: '11',
    browser: 'Chrome',
    browserVersion: '120.0.6099.130',
  });
});

test.each([
  ['"13.0.0"', '11'],
  ['"10.0.0"', '10'],
  ['"0.3.0"', '8.1'],
  ['"0.1.0"', '7'],
  ['""', '10'],
])('the platform version %s is Windows %s', (platformVersion, version) => {
  expect(parse(chromeOnWindows, { platform: '"Windows"', platformVersion }).osVersion).toBe(version);
});

test('client hints give back the model and version that Chrome hides on Android', () => {
  const hints = {
    brands: '"Chromium";v="120", "Google Chrome";v="120"',
    model: '"SM-S918N"',
    platform: '"Android"',
    platformVersion: '"14.0.0"',
    mobile: '?1',
  };
  expect(parse(chromeOnAndroid, hints)).toMatchObject({
    os: 'Android',
    osVersion: '14',
    device: 'mobile',
    brand: 'Samsung',
    model: 'SM-S918N',
  });
});

test('client hints tell browsers that hide behind Chrome', () => {
  const hints = { brands: '"Brave";v="120", "Chromium";v="120", "Not?A_Brand";v="99"' };
  expect(parse(chromeOnWindows, hints)).toMatchObject({ browser: 'Brave', browserVersion: '120' });
});

test("a web view's brand does not hide the app around it", () => {
  const hints = {
    brands: '"Android WebView";v="116", "Chromium";v="116"',
    mobile: '?1',
    platform: '"Android"',
  };
  expect(parse(`${webView};KAKAOTALK 2410450`, hints).browser).toBe('KAKAOTALK');
});

test('a tablet is one by its form factor, or by an Android that is not mobile', () => {
  expect(parse(chromeOnAndroid, { mobile: '?0', platform: '"Android"' }).device).toBe('tablet');
  expect(parse(chromeOnWindows, { formFactors: '"Tablet"' }).device).toBe('tablet');
});

test('malformed hints change nothing', () => {
  const hints = {
    brands: 'nonsense',
    mobile: 'yes',
    model: '"',
    platform: '""',
    platformVersion: 'x',
    formFactors: '?',
  };
  expect(parse(chromeOnWindows, hints)).toEqual(parse(chromeOnWindows));
});
