import { decimalOf, numberOf, sumOf } from '@gatrix/analytics-clickhouse-schema';

/** A value by letter; null where there is none. */
export type Values = (letter: string) => number | null;
export type Formula = (values: Values) => number | null;

/**
 * Arithmetic over letters: numbers, `+ - * / ( )` and the letters allowed. What involves a null or divides by 0 is null.
 * Undefined where the text is not such a formula.
 */
export function parseFormula(text: string, letters: readonly string[]): Formula | undefined {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]|[-+*/()]|\S/g) ?? [];
  const reader = { tokens, at: 0, letters };
  const formula = sum(reader);
  return formula && reader.at === tokens.length ? formula : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  readonly letters: readonly string[];
  at: number;
}

function sum(reader: Reader): Formula | undefined {
  return chain(reader, product, { '+': plus, '-': (a, b) => plus(a, -b) });
}

/** Of decimals: 0.1 + 0.2 is 0.3. */
function plus(a: number, b: number): number {
  return numberOf(sumOf(decimalOf(a), decimalOf(b)));
}

function product(reader: Reader): Formula | undefined {
  return chain(reader, factor, { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? null : a / b) });
}

function chain(
  reader: Reader,
  part: (reader: Reader) => Formula | undefined,
  operators: Record<string, (a: number, b: number) => number | null>,
): Formula | undefined {
  let left = part(reader);
  for (;;) {
    const operator = operators[reader.tokens[reader.at] ?? ''];
    if (!left || !operator) return left;
    reader.at += 1;
    const right = part(reader);
    if (!right) return undefined;
    const before = left;
    left = (values) => {
      const a = before(values);
      const b = right(values);
      return a === null || b === null ? null : operator(a, b);
    };
  }
}

function factor(reader: Reader): Formula | undefined {
  const token = reader.tokens[reader.at] ?? '';
  reader.at += 1;
  if (token === '-') {
    const inner = factor(reader);
    return inner && negated(inner);
  }
  if (token === '(') {
    const inner = sum(reader);
    if (reader.tokens[reader.at] !== ')') return undefined;
    reader.at += 1;
    return inner;
  }
  if (/^\d/.test(token)) return () => Number(token);
  return reader.letters.includes(token) ? (values) => values(token) : undefined;
}

function negated(inner: Formula): Formula {
  return (values) => {
    const value = inner(values);
    return value === null ? null : -value;
  };
}
