export { occurrences } from './occurrences.ts';
export { shownOf } from './sections.ts';
export { type DigestDeps, sendDigestNow, sendDueDigest, writeDigest } from './send-digest.ts';
