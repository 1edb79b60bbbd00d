import type { Agent } from './device.ts';

/** iOS by the first CFNetwork that came with it, before kernels and systems counted in step (Apple's open source). */
const iosOfCFNetwork: readonly (readonly [number, number])[] = [
  [758, 9],
  [705, 8],
  [672, 7],
  [602, 6],
  [548, 5],
  [485, 4],
  [459, 3],
];

/**
 * The system of an app on Apple's network stack (`App/1 CFNetwork/1408 Darwin/22.5.0`), which sends the kernel's version
 * only; undefined for every other user agent. Kernel 20 is macOS 11 and iOS 14; since kernel 25 systems are one ahead.
 */
export function appleSystem(userAgent: string): Pick<Agent, 'os' | 'osVersion'> | undefined {
  const match = /\bCFNetwork\/(\d+).*\bDarwin\/(\d+)/.exec(userAgent);
  if (!match) return undefined;
  const network = Number(match[1]);
  const kernel = Number(match[2]);
  const isMac = /x86_64|i386|Macintosh|Mac OS X|\bMac(?:Book|Pro|mini|\d|\b)/i.test(userAgent);
  return isMac
    ? { os: 'macOS', osVersion: macVersion(kernel) }
    : { os: 'iOS', osVersion: iosVersion(network, kernel) };
}

function macVersion(kernel: number): string {
  if (kernel >= 25) return String(kernel + 1);
  if (kernel >= 20) return String(kernel - 9);
  return kernel > 4 ? `10.${kernel - 4}` : '';
}

function iosVersion(network: number, kernel: number): string {
  if (kernel >= 25) return String(kernel + 1);
  if (kernel >= 16) return String(kernel - 6);
  const version = iosOfCFNetwork.find(([first]) => network >= first)?.[1];
  return version === undefined ? '' : String(version);
}
