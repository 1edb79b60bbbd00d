const sources = ['', 'https://www.google.com/', 'https://github.com/', 'https://www.naver.com/'];
const pages = ['/', '/shop', '/pricing', '/docs'];
const browsers = ['Chrome', 'Safari', 'Firefox'];
const addresses = ['211.104.21.10', '8.8.8.8', '133.242.1.1'];
const dayMs = 86_400_000;

/** Sessions of the 14 days before `now`, with a way from sign_up to purchase that not everybody goes. */
export function seedMessages(now: number): object[] {
  return Array.from({ length: 120 }, (_, visit) => messagesOf(visit, now)).flat();
}

function messagesOf(visit: number, now: number): object[] {
  const day = visit % 14;
  const start = now - day * dayMs - 3_600_000 - (visit % 17) * 60_000;
  const person = visit % 3 === 0 ? `player-${visit % 12}` : undefined;
  const deviceId = person === undefined ? `device-${visit}` : `device-of-${person}`;
  const facts = {
    __ip: addresses[visit % addresses.length],
    __browser: browsers[visit % browsers.length],
    __device: visit % 4 === 0 ? 'mobile' : 'desktop',
  };
  const track = (name: string, seconds: number, more: object = {}, properties: object = {}) => ({
    type: 'track',
    payload: {
      name,
      deviceId,
      ...(person === undefined ? {} : { profileId: person }),
      timestamp: new Date(start + seconds * 1_000).toISOString(),
      ...more,
      properties: { ...facts, ...properties },
    },
  });
  const path = `https://game.example.com${pages[visit % pages.length]}`;
  return [
    track('screen_view', 0, { path, referrer: sources[visit % sources.length] }),
    ...(visit % 2 === 0 ? [track('screen_view', 30, { path: 'https://game.example.com/shop' })] : []),
    ...(visit % 3 !== 1 ? [track('sign_up', 60)] : []),
    ...(visit % 5 === 0 ? [track('purchase', 120, {}, { __revenue: 9.5, item: 'gems' })] : []),
  ];
}
