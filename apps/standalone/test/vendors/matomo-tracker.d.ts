declare module 'matomo-tracker' {
  class MatomoTracker {
    constructor(siteId: string | number, trackerUrl: string, noUrlValidation?: boolean);
    track(fields: Readonly<Record<string, string | number>>): void;
    trackBulk(
      requests: readonly Readonly<Record<string, string | number>>[],
      callback: (body: string) => void,
    ): void;
  }
  export = MatomoTracker;
}
