export { type BackUpOptions, backUp } from './back-up.ts';
export { type Manifest, readManifest } from './manifest.ts';
export { type RestoreOptions, restore } from './restore.ts';
