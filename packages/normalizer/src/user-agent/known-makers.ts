import { knownDevices } from '../generated/known-devices.ts';
import { extensions } from './extensions.ts';

const patterns = [
  ...knownDevices,
  ...extensions.device.flat().filter((rule): rule is RegExp => rule instanceof RegExp),
];
/** All patterns at once: a quarter of what they take one after another. */
const anyDevice = new RegExp(patterns.map(({ source }) => `(?:${withoutGroups(source)})`).join('|'), 'i');

/** Whether a rule for devices of a named maker can fit the text; where none does, only the model is known. */
export function mayNameMaker(text: string): boolean {
  return anyDevice.test(text);
}

/** The pattern with groups that remember nothing. */
function withoutGroups(source: string): string {
  return source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)/g, (part) => (part === '(' ? '(?:' : part));
}
