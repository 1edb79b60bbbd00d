// B9 of the performance plan: events normalised on one core, as a multiple of JSON.parse and JSON.stringify of the same
// event. Run: node --conditions=source --import tsx bench/normalizer.ts
import { createNormalizer, emptyGeoLookup, type NormalizerInput } from '@gatrix/analytics-normalizer';

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const systems = [
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'Linux; Android 10; K',
  'Linux; Android 14; SM-S918N',
  'Linux; Android 13; Pixel 7 Pro',
  'X11; Linux x86_64',
];
const userAgents = [
  ...systems.flatMap((system) =>
    Array.from(
      { length: 60 },
      (_, i) => `Mozilla/5.0 (${system}) ${webKit} Chrome/${90 + i}.0.0.0 Safari/537.36`,
    ),
  ),
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1',
  'UnityPlayer/2022.3.10f1 (UnityWebRequest/1.0, libcurl/8.1.1-DEV)',
];
const pages = [
  'https://shop.example.com/',
  'https://shop.example.com/games/heroes/?utm_source=naver&utm_medium=cpc&utm_campaign=spring',
  'https://shop.example.com/가격',
  '/news/42#comments',
  'https://shop.example.com/%EA%B2%8C%EC%9E%84/%EC%86%8C%EC%8B%9D',
];
const referrers = [
  '',
  'https://www.google.com/',
  'https://search.naver.com/search.naver?query=game',
  'https://shop.example.com/login?next=%2Fcart',
  'https://t.co/abc',
];
const events = Array.from(
  { length: 2000 },
  (_, i): NormalizerInput => ({
    id: `0190f5f0-0000-7000-8000-${String(i).padStart(12, '0')}`,
    projectId: 'project',
    name: i % 3 === 0 ? 'level_complete' : 'screen_view',
    deviceId: `device-${i % 500}`,
    profileId: i % 2 === 0 ? `player-${i % 250}` : '',
    sessionId: `session-${i % 500}`,
    timestamp: 1_700_000_000_000 + i,
    receivedAt: 1_700_000_000_500 + i,
    path: pages[i % pages.length],
    referrer: referrers[(i >> 1) % referrers.length],
    title: 'A page',
    groups: [],
    properties: {
      level: i % 60,
      mode: 'ranked',
      won: i % 2 === 0,
      build: { version: '1.4.2', channel: 'live' },
    },
    userAgent: userAgents[(i * 7) % userAgents.length] ?? '',
    geo: emptyGeoLookup(''),
    sdkName: 'web',
    sdkVersion: '1.0.0',
    isServer: false,
    ownDomains: ['shop.example.com'],
    retentionDays: 0,
  }),
);
const texts = events.map((event) => JSON.stringify(event));
const { normalize } = createNormalizer();

const ratios = Array.from({ length: 9 }, () => {
  const ours = microseconds(() => events.forEach(normalize));
  const json = microseconds(() => {
    for (const text of texts) JSON.stringify(JSON.parse(text));
  });
  return { ours, json, ratio: ours / json };
}).sort((a, b) => a.ratio - b.ratio);
const median = ratios[4] ?? { ours: 0, json: 0, ratio: 0 };
console.log(
  `normalise ${median.ours.toFixed(2)} µs an event, JSON there and back ${median.json.toFixed(2)} µs: ${median.ratio.toFixed(2)} times`,
);

/** The process' own time for one of the events, over twenty rounds of all. */
function microseconds(round: () => void): number {
  const start = process.cpuUsage();
  for (let i = 0; i < 20; i += 1) round();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 20 / events.length;
}
