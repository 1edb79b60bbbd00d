/** How a first visit comes: from where, and with which campaign in the address. */
export interface Source {
  readonly weight: number;
  readonly referrer: string;
  readonly search: string;
  /** Only from the release on. */
  readonly isLaunch?: boolean;
  /** How likely who comes this way stays, against the others. */
  readonly quality: number;
}

const utm = (source: string, medium: string, campaign: string) =>
  `?utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`;

export const sources: readonly [Source, ...Source[]] = [
  { weight: 26, referrer: '', search: '', quality: 1.15 },
  { weight: 19, referrer: 'https://www.google.com/', search: '', quality: 1.1 },
  { weight: 11, referrer: 'https://search.naver.com/', search: '', quality: 1.1 },
  { weight: 5, referrer: 'https://www.baidu.com/', search: '', quality: 0.9 },
  { weight: 8, referrer: 'https://www.youtube.com/', search: '', quality: 1.2 },
  { weight: 5, referrer: 'https://www.reddit.com/r/gaming/', search: '', quality: 1.1 },
  { weight: 4, referrer: 'https://discord.com/', search: '', quality: 1.6 },
  { weight: 3, referrer: 'https://www.twitch.tv/', search: '', quality: 1.3 },
  { weight: 3, referrer: 'https://x.com/', search: '', quality: 0.8 },
  {
    weight: 9,
    referrer: 'https://www.google.com/',
    search: `${utm('google', 'cpc', 'always-on')}&gclid=demo`,
    quality: 0.7,
  },
  {
    weight: 5,
    referrer: 'https://www.facebook.com/',
    search: utm('facebook', 'paid_social', 'lookalike'),
    quality: 0.6,
  },
  { weight: 2, referrer: '', search: utm('newsletter', 'email', 'weekly-news'), quality: 1.7 },
  {
    weight: 16,
    referrer: 'https://www.youtube.com/',
    search: utm('youtube', 'video', 'launch-1-4'),
    isLaunch: true,
    quality: 1.1,
  },
  {
    weight: 9,
    referrer: 'https://www.tiktok.com/',
    search: utm('tiktok', 'paid_social', 'launch-1-4'),
    isLaunch: true,
    quality: 0.75,
  },
];
