import { type Brand, type ClientHints, hintBoolean, hintBrands, hintList, hintText } from './client-hints.ts';
import type { Agent, Device } from './device.ts';
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
  agent: Agent,
  hints: ClientHints,
  vendorOf: (model: string) => string,
): Agent {
  const { os, osVersion } = system(agent, hints);
  const { browser, browserVersion } = browserOf(agent, hints);
  const model = hintText(hints.model);
  return {
    os,
    osVersion,
    browser,
    browserVersion,
    device: deviceOf(agent, hints, os),
    brand: model ? vendorOf(model) || agent.brand : agent.brand,
    model: model || agent.model,
  };
}

function system(agent: Agent, hints: ClientHints): { os: string; osVersion: string } {
  const platform = hintText(hints.platform);
  const os = platform === '' || platform === 'Unknown' ? agent.os : osName(platform);
  const sent = hintText(hints.platformVersion);
  // A Linux distribution's name in the user agent says more than the platform "Linux".
  if (os === 'Linux' && agent.os !== '' && agent.device === 'desktop') {
    return { os: agent.os, osVersion: agent.osVersion };
  }
  const sameSystemVersion = os === agent.os ? agent.osVersion : '';
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

function browserOf(agent: Agent, hints: ClientHints): { browser: string; browserVersion: string } {
  const full = hintBrands(hints.fullVersionList);
  const brands = full.length > 0 ? full : hintBrands(hints.brands);
  const brand = mostSpecific(brands.map(({ name, version }) => ({ name: browserName(name), version })));
  const fromUserAgent = { browser: agent.browser, browserVersion: agent.browserVersion };
  if (!brand) return fromUserAgent;
  // An app's web view calls itself by its engine; the app's own name is only in the user agent.
  if (engines.has(brand.name) && agent.browser !== '' && agent.browser !== 'Chrome') return fromUserAgent;
  const finerInUserAgent =
    brand.name === agent.browser && agent.browserVersion.startsWith(`${brand.version}.`);
  const reduced = /^\d+\.0\.0\.0$/.test(agent.browserVersion);
  return {
    browser: brand.name,
    browserVersion:
      finerInUserAgent && !reduced ? agent.browserVersion : brand.version || agent.browserVersion,
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

function deviceOf(agent: Agent, hints: ClientHints, os: string): Device {
  const forms = hintList(hints.formFactors);
  const byForm = devicesOfForms.find(([form]) => forms.includes(form));
  if (byForm) return byForm[1];
  // Televisions, consoles and watches send "not mobile"; the user agent knows them better.
  if (agent.device !== 'desktop' && agent.device !== 'mobile' && agent.device !== 'tablet')
    return agent.device;
  const mobile = hintBoolean(hints.mobile);
  if (mobile === true) return agent.device === 'tablet' ? 'tablet' : 'mobile';
  if (mobile === false) return os === 'Android' || agent.device === 'tablet' ? 'tablet' : 'desktop';
  return agent.device;
}
