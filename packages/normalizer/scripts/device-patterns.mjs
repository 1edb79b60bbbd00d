import { UAParser } from 'ua-parser-js';

/** Models of nobody: what fits them says no maker. */
const strangers = ['Mobile ', '', 'Mobile'].flatMap((mobile) =>
  ['Qzyx 7', 'Q7', 'qzyx-707W', '909090'].map(
    (model) => `(Linux; Android 9; ${model} Build/) AppleWebKit ${mobile}Safari`,
  ),
);

/** The patterns that ua-parser-js tries for a device, in its order, without those that fit any Android device. */
export function devicePatterns() {
  const tried = [];
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function record(text) {
    tried.push(this);
    return exec.call(this, text);
  };
  try {
    new UAParser('-').getDevice();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return tried.filter((pattern) => !strangers.some((stranger) => pattern.test(stranger)));
}
