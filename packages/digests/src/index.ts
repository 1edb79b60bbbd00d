export { occurrences } from './occurrences.ts';
export { partsOf } from './sections.ts';
export { type DigestDeps, sendDigestNow, sendDueDigest } from './send-digest.ts';
