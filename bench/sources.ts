// How far referrers and campaign sources agree with public lists. Each file is looked for in the folder and below it:
// Matomo's SearchEngines.yml, Socials.yml, AIAssistants.yml (github.com/matomo-org/searchengine-and-social-list, CC0),
// Snowplow's referer-tests.json (snowplow-referer-parser/referer-parser), Google's ga4_source_categories.csv
// (Velir/dbt-ga4). Run: node --conditions=source --import tsx bench/sources.ts FOLDER [--missing]
import { readdirSync, readFileSync } from 'node:fs';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { parse } from 'yaml';

interface Case {
  readonly sent: { readonly referrer?: string; readonly path?: string };
  readonly label: string;
  readonly channel: string;
  readonly name?: string;
}

const sets: readonly { file: string; read: (text: string) => readonly Case[] }[] = [
  { file: 'SearchEngines.yml', read: (text) => hostsOf(parse(text), 'Organic Search') },
  { file: 'Socials.yml', read: (text) => hostsOf(parse(text), 'Organic Social') },
  { file: 'AIAssistants.yml', read: (text) => hostsOf(parse(text), 'AI Assistants') },
  { file: 'referer-tests.json', read: snowplowCases },
  { file: 'ga4_source_categories.csv', read: (text) => ga4Cases(text) },
];

const [folder, flag] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder that holds the lists');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const { normalize } = createNormalizer();
for (const { file, read } of sets) {
  const path = files.find((name) => name.endsWith(file));
  if (path === undefined) {
    console.log(`${file}: not in ${folder}`);
    continue;
  }
  const cases = read(readFileSync(`${folder}/${path}`, 'utf8'));
  for (const channel of new Set(cases.map((one) => one.channel))) {
    const ofKind = cases.filter((one) => one.channel === channel);
    const missed = ofKind.filter((one) => !agrees(one));
    const share = ((100 * (ofKind.length - missed.length)) / ofKind.length).toFixed(1);
    console.log(`${file} ${channel}: ${ofKind.length - missed.length} of ${ofKind.length}, ${share} %`);
    if (flag === '--missing') {
      for (const { label, sent } of missed) console.log(`  ${label} → ${rowOf(sent).channel}`);
    }
  }
}

function agrees({ sent, channel }: Case): boolean {
  return rowOf(sent).channel === channel;
}

function rowOf(sent: Case['sent']) {
  return normalize({
    id: '',
    projectId: '',
    name: 'screen_view',
    deviceId: '',
    profileId: '',
    sessionId: '',
    timestamp: 0,
    receivedAt: 0,
    properties: {},
    userAgent: '',
    geo: { country: '', region: '', city: '', latitude: null, longitude: null },
    sdkName: '',
    sdkVersion: '',
    isServer: false,
    ownDomains: [],
    retentionDays: 0,
    ...sent,
  });
}

/** Matomo writes `{}` for a country: a top-level domain at the end, a country's label at the beginning. */
function hostsOf(list: Record<string, readonly (string | { urls: readonly string[] })[]>, channel: string) {
  return Object.values(list)
    .flat()
    .flatMap((entry) => (typeof entry === 'string' ? [entry] : entry.urls))
    .flatMap((url) => {
      const countries = url.startsWith('{}')
        ? ['us', 'uk', 'de', 'jp']
        : ['com', 'de', 'fr', 'co.uk', 'co.jp'];
      return url.includes('{}') ? countries.map((country) => url.replace('{}', country)) : [url];
    })
    .map((url): Case => ({ sent: { referrer: `https://${url}` }, label: url, channel }));
}

function snowplowCases(text: string): Case[] {
  const channels: Record<string, string> = {
    search: 'Organic Search',
    social: 'Organic Social',
    email: 'Email',
    paid: 'Display',
    chatbot: 'AI Assistants',
  };
  const tests: { uri: string; medium: string }[] = JSON.parse(text);
  return tests.flatMap(({ uri, medium }) => {
    const channel = channels[medium];
    return channel ? [{ sent: { referrer: uri }, label: uri.slice(0, 80), channel }] : [];
  });
}

/** A host is a referrer and a source, a word a source. */
function ga4Cases(text: string): Case[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [source = '', category = ''] = line.trim().split(',');
      const kind = category.replace('SOURCE_CATEGORY_', '').toLowerCase();
      const channel = `Organic ${kind[0]?.toUpperCase()}${kind.slice(1)}`;
      const tagged: Case = {
        sent: { path: `/?utm_source=${encodeURIComponent(source)}` },
        label: `utm_source=${source}`,
        channel,
      };
      const isHost = /^[\w-]+(?:\.[\w-]+)+$/.test(source);
      return isHost
        ? [tagged, { sent: { referrer: `https://${source}/` }, label: source, channel }]
        : [tagged];
    });
}
