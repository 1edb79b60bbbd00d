/** A number as it was written: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The decimal that a number is written as: 0.1 is a tenth, not the nearest double. Expects a finite number. */
export function decimalOf(value: number): Decimal {
  const [digits = '0', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return { units: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

export function sumOf(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const unitsOf = (one: Decimal) => one.units * 10n ** BigInt(scale - one.scale);
  return { units: unitsOf(a) + unitsOf(b), scale };
}

/** The double nearest to it. */
export function numberOf({ units, scale }: Decimal): number {
  return Number(`${units}e${-scale}`);
}
