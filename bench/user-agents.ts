// How far user agents are read as device-detector's fixtures say (github.com/matomo-org/device-detector, Tests/fixtures),
// and what one takes, beside the libraries at hand. Names are compared by device-detector's families, which the
// fixtures themselves hold. Run: node --conditions=source --import tsx bench/user-agents.ts FOLDER [--wrong=device]
import { readdirSync, readFileSync } from 'node:fs';
import { createBotDetector, createUserAgentParser } from '@gatrix/analytics-normalizer';
import Bowser from 'bowser';
import { isbotMatch } from 'isbot';
import { UAParser } from 'ua-parser-js';
import { parse } from 'yaml';

interface Fixture {
  readonly user_agent: string;
  readonly headers?: unknown;
  readonly os?: { readonly name?: string };
  readonly os_family?: string;
  readonly client?: { readonly type: string; readonly name: string } | null;
  readonly browser_family?: string;
  readonly device?: { readonly type: string };
  readonly bot?: unknown;
}
interface Reading {
  readonly browser: string;
  readonly system: string;
  readonly device: string;
}
type Aspect = keyof Reading;

const devices: Readonly<Record<string, string>> = {
  desktop: 'desktop',
  smartphone: 'mobile',
  phablet: 'mobile',
  'feature phone': 'mobile',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
  smarttv: 'tv',
  console: 'console',
  wearable: 'wearable',
};
/** What device-detector calls those whose names differ by more than their spelling. */
const aliases: Readonly<Record<string, string>> = {
  macos: 'mac',
  linux: 'gnu/linux',
  symbianos: 'symbian',
  palm: 'palmos',
  xbox: 'windows',
  playstation3: 'playstation',
  playstation4: 'playstation',
  playstation5: 'playstation',
  playstationvita: 'playstationportable',
  nintendoswitch: 'nintendo',
  nintendowii: 'nintendo',
  nintendowiiu: 'nintendo',
  nintendo3ds: 'nintendomobile',
  samsunginternet: 'samsungbrowser',
  miuibrowser: 'mibrowser',
  huaweibrowser: 'huaweibrowsermobile',
  ie: 'internetexplorer',
  iemobile: 'internetexplorer',
  edge: 'microsoftedge',
  mobilesafariwebview: 'safari',
  mobilesafari: 'safari',
  heytap: 'heytapbrowser',
  sogoumobile: 'sogoumobilebrowser',
  amazonsilk: 'mobilesilk',
  duckduckgo: 'duckduckgoprivacybrowser',
  epiphany: 'gnomeweb',
  blazer: 'palmblazer',
  puffin: 'puffinwebbrowser',
  'up.browser': 'openwavemobilebrowser',
  openwave: 'openwavemobilebrowser',
};

const [folder, option = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder with the fixtures');
const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yml'))
  .flatMap((name): Fixture[] => parse(readFileSync(`${folder}/${name}`, 'utf8')));
// Client hints are no part of a user agent.
const fixtures = all.filter(({ device, headers }) => device !== undefined && headers === undefined);
const families = {
  browser: familiesOf(({ client, browser_family }) => [
    client?.type === 'browser' ? client.name : undefined,
    browser_family,
  ]),
  system: familiesOf(({ os, os_family }) => [os?.name, os_family]),
};
const wanted = new Map(fixtures.map((fixture) => [fixture, expected(fixture)]));

const ours = createUserAgentParser({ cacheSize: 0 });
measure('ours, uncached', (text) => {
  const { browser, os, device } = ours(text);
  return { browser, system: os, device };
});
measure('ua-parser-js', (text) => {
  const { browser, os, device } = new UAParser(text).getResult();
  return { browser: browser.name ?? '', system: os.name ?? '', device: device.type ?? 'desktop' };
});
measure('bowser', (text) => {
  const { browser, os, platform } = Bowser.parse(text);
  return { browser: browser.name ?? '', system: os.name ?? '', device: platform.type ?? '' };
});
const detect = createBotDetector({ cacheSize: 0, programsAreRobots: true });
for (const [name, agents] of [
  ['people', fixtures.map(({ user_agent }) => user_agent)],
  ['robots', all.flatMap(({ bot, user_agent }) => (bot ? [user_agent] : []))],
] as const) {
  const byIsbot = agents.filter((agent) => isbotMatch(agent) !== null).length;
  const byOurs = agents.filter((agent) => detect(agent) !== null).length;
  console.log(`of ${agents.length} ${name}, isbot takes ${byIsbot} for robots, ours ${byOurs}`);
}

function measure(name: string, read: (userAgent: string) => Reading): void {
  const agents = fixtures.map(({ user_agent }) => user_agent);
  // The process' own time: others may use the machine.
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    for (const agent of agents) read(agent);
    return process.cpuUsage(start).user / agents.length;
  });
  const shares = (['browser', 'system', 'device'] as const).map((aspect) => agreement(aspect, read));
  console.log(`${name}: ${shares.join(', ')}; ${Math.min(...times).toFixed(1)} µs`);
  if (option.startsWith('--wrong=') && name === 'ours, uncached') printWrong(option.slice(8), read);
}

function agreement(aspect: Aspect, read: (userAgent: string) => Reading): string {
  const known = fixtures.filter((fixture) => wanted.get(fixture)?.[aspect]);
  const right = known.filter((fixture) => isRight(fixture, aspect, read(fixture.user_agent)));
  return `${aspect} ${(right.length / known.length).toFixed(3)}`;
}

function isRight(fixture: Fixture, aspect: Aspect, reading: Reading): boolean {
  const want = wanted.get(fixture)?.[aspect];
  if (aspect === 'device') return (devices[reading.device] ?? reading.device) === want;
  return (families[aspect].get(keyOf(reading[aspect])) ?? keyOf(reading[aspect])) === want;
}

function expected({ client, os, browser_family, os_family, device }: Fixture): Partial<Reading> {
  const isBrowser = client?.type === 'browser';
  return {
    browser: isBrowser ? familyOf(client.name, browser_family) : '',
    system: os?.name ? familyOf(os.name, os_family) : '',
    device: devices[device?.type ?? ''] ?? '',
  };
}

function familiesOf(read: (fixture: Fixture) => readonly [string | undefined, string | undefined]) {
  return new Map(
    fixtures.flatMap((fixture) => {
      const [name, family] = read(fixture);
      return name ? [[keyOf(name), familyOf(name, family)] as const] : [];
    }),
  );
}

/** Of those without a family each is its own. */
function familyOf(name: string, family: string | undefined): string {
  return family && family !== 'Unknown' ? family : keyOf(name);
}

function keyOf(name: string): string {
  const key = name.toLowerCase().replace(/[\s-]+/g, '');
  return aliases[key] ?? key;
}

function printWrong(aspect: string, read: (userAgent: string) => Reading): void {
  if (aspect !== 'browser' && aspect !== 'system' && aspect !== 'device') return;
  const counts = new Map<string, { count: number; sample: string }>();
  for (const fixture of fixtures) {
    const want = wanted.get(fixture)?.[aspect];
    const reading = read(fixture.user_agent);
    if (!want || isRight(fixture, aspect, reading)) continue;
    const key = `${want} | ${reading[aspect]}`;
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, sample: fixture.user_agent });
  }
  for (const [key, { count, sample }] of [...counts].sort((a, b) => b[1].count - a[1].count).slice(0, 60)) {
    console.log(`  ${count} ${key}: ${sample.slice(0, 150)}`);
  }
}
