import { encode } from 'fast-png';

const width = 560;
const height = 120;
const gap = 2;
const bar = [56, 96, 214] as const;
const base = [196, 200, 208] as const;

/**
 * Bars of the values on a line for 0, as a PNG; those below 0 hang from it, and null has none. There is no text in it: that
 * stands beside the picture, in the reader's own fonts.
 */
export function pictureOf(values: readonly (number | null)[]): Uint8Array {
  const data = new Uint8Array(width * height * 3).fill(255);
  const numbers = values.filter((value) => value !== null);
  const [high, low] = [Math.max(0, ...numbers), Math.min(0, ...numbers)];
  const rowOf = (value: number) =>
    high === low ? height - 1 : Math.round(((high - value) / (high - low)) * (height - 1));
  const fill = (x: number, until: number, y: number, bottom: number, colour: readonly number[]) => {
    for (let row = y; row < bottom; row += 1)
      for (let column = x; column < until; column += 1) data.set(colour, (row * width + column) * 3);
  };
  const zero = rowOf(0);
  fill(0, width, zero, zero + 1, base);
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const left = Math.round((index * width) / values.length) + gap;
    const right = Math.round(((index + 1) * width) / values.length) - gap;
    const row = rowOf(value);
    fill(left, right, Math.min(row, zero), Math.max(row, zero) + 1, bar);
  }
  return encode({ width, height, data, channels: 3 });
}
