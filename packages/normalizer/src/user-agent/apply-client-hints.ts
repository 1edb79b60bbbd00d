import { type Brand, type ClientHints, hintBoolean, hintBrands, hintList, hintText } from './client-hints.ts';
import type { Client, Device } from './device.ts';
import { browserName, osName } from './names.ts';

/** Brands that say which engine or shell a browser is built on, not which browser it is. */
const engines = new Set(['Chromium', 'Chrome WebView', 'Edge WebView2']);
const devicesOfForms: readonly (readonly [string, Device])[] = [
  ['Tablet', 'tablet'],
  ['Mobile', 'mobile'],
  ['Watch', 'wearable'],
  ['XR', 'wearable'],
  ['Desktop', 'desktop'],
];

/** What the user agent said, corrected by the client hints: they win wherever they say something. */
export function applyClientHints(
  client: Client,
  hints: ClientHints,
  vendorOf: (model: string) => string,
): Client {
  const { os, osVersion } = system(client, hints);
  const { browser, browserVersion } = browserOf(client, hints);
  const model = hintText(hints.model);
  return {
    os,
    osVersion,
    browser,
    browserVersion,
    device: deviceOf(client, hints, os),
    brand: model ? vendorOf(model) || client.brand : client.brand,
    model: model || client.model,
  };
}

function system(client: Client, hints: ClientHints): { os: string; osVersion: string } {
  const platform = hintText(hints.platform);
  const os = platform === '' || platform === 'Unknown' ? client.os : osName(platform);
  const sent = hintText(hints.platformVersion);
  // A Linux distribution's name in the user agent says more than the platform "Linux".
  if (os === 'Linux' && client.os !== '' && client.device === 'desktop') {
    return { os: client.os, osVersion: client.osVersion };
  }
  const sameSystemVersion = os === client.os ? client.osVersion : '';
  return {
    os,
    osVersion:
      os === 'Windows' ? windowsVersion(sent) || sameSystemVersion : trimZeros(sent) || sameSystemVersion,
  };
}

/** Windows counts its API contracts in the hint: 13 and above is Windows 11, 1 to 12 is 10, 0.x the ones before. */
function windowsVersion(sent: string): string {
  const [major = '', minor = ''] = sent.split('.');
  if (major === '') return '';
  if (Number(major) >= 13) return '11';
  if (Number(major) >= 1) return '10';
  return { '1': '7', '2': '8', '3': '8.1' }[minor] ?? '';
}

/** `14.0.0` is what everyone calls 14. */
function trimZeros(version: string): string {
  return version.replace(/(?:\.0)+$/, '');
}

function browserOf(client: Client, hints: ClientHints): { browser: string; browserVersion: string } {
  const full = hintBrands(hints.fullVersionList);
  const brands = full.length > 0 ? full : hintBrands(hints.brands);
  const brand = mostSpecific(brands.map(({ name, version }) => ({ name: browserName(name), version })));
  const fromUserAgent = { browser: client.browser, browserVersion: client.browserVersion };
  if (!brand) return fromUserAgent;
  // An app's web view calls itself by its engine; the app's own name is only in the user agent.
  if (engines.has(brand.name) && client.browser !== '' && client.browser !== 'Chrome') return fromUserAgent;
  const finerInUserAgent =
    brand.name === client.browser && client.browserVersion.startsWith(`${brand.version}.`);
  const reduced = /^\d+\.0\.0\.0$/.test(client.browserVersion);
  return {
    browser: brand.name,
    browserVersion:
      finerInUserAgent && !reduced ? client.browserVersion : brand.version || client.browserVersion,
  };
}

function mostSpecific(brands: readonly Brand[]): Brand | undefined {
  return (
    brands.find(({ name }) => !engines.has(name) && name !== 'Chrome') ??
    brands.find(({ name }) => name === 'Chrome') ??
    brands.find(({ name }) => name !== 'Chromium') ??
    brands[0]
  );
}

function deviceOf(client: Client, hints: ClientHints, os: string): Device {
  const forms = hintList(hints.formFactors);
  const byForm = devicesOfForms.find(([form]) => forms.includes(form));
  if (byForm) return byForm[1];
  // Televisions, consoles and watches send "not mobile"; the user agent knows them better.
  if (client.device !== 'desktop' && client.device !== 'mobile' && client.device !== 'tablet')
    return client.device;
  const mobile = hintBoolean(hints.mobile);
  if (mobile === true) return client.device === 'tablet' ? 'tablet' : 'mobile';
  if (mobile === false) return os === 'Android' || client.device === 'tablet' ? 'tablet' : 'desktop';
  return client.device;
}
