import { cutToBytes, cutToCharacters } from './text.ts';

/** The limits of `properties`: keys, UTF-16 units in a key, UTF-8 bytes in a string value, levels of nesting. */
export const propertyLimits = { keys: 256, keyLength: 256, valueBytes: 8192, depth: 16 } as const;

export interface FlatProperties {
  /** Strings, and arrays as JSON text. */
  readonly strings: Record<string, string>;
  readonly numbers: Record<string, number>;
  readonly booleans: Record<string, boolean>;
  /** What began with `__`: acted on, never stored. Nested ones by dot path, such as `__query.utm_source`. */
  readonly magic: ReadonlyMap<string, string | number | boolean>;
  /** Keys and values that were cut to their limits. */
  readonly truncated: number;
  /** Values that were left out: past the 256th key, not finite, or nested too deeply. */
  readonly dropped: number;
}

/** An array or object nested deeper than this is dropped where it would be stored as JSON text. */
const maxJsonDepth = 64;

/**
 * Flattens nested properties to dot paths and sorts them by type. Null and undefined are left out without
 * counting; limits are `propertyLimits`. Never throws, whatever was sent.
 */
export function flattenProperties(properties: Readonly<Record<string, unknown>>): FlatProperties {
  const flat: MutableFlat = {
    strings: new Dictionary() as MutableFlat['strings'],
    numbers: new Dictionary() as MutableFlat['numbers'],
    booleans: new Dictionary() as MutableFlat['booleans'],
    magic: noMagic,
    mayRepeat: false,
    truncated: 0,
    dropped: 0,
    keys: 0,
  };
  for (const key of Object.keys(properties)) {
    add(flat, key, properties[key], 1, key.startsWith('__') && !ofApps.has(key));
  }
  return flat;
}

/**
 * An object without a prototype's names in it. V8 reads its keys several times faster than those of
 * `Object.create(null)`, which it keeps as a hash table.
 */
class Dictionary {}
Object.setPrototypeOf(Dictionary.prototype, null);
Reflect.deleteProperty(Dictionary.prototype, 'constructor');

/** Never written to. Most messages have none, and a map for each is 200 bytes. */
const noMagic = new Map<string, string | number | boolean>();

/** What OpenPanel's SDKs for apps send with every event: the app's version, which nothing else knows. */
const ofApps = new Set(['__version', '__buildNumber']);

interface MutableFlat {
  strings: Record<string, string>;
  numbers: Record<string, number>;
  booleans: Record<string, boolean>;
  magic: Map<string, string | number | boolean>;
  /** A key is no longer as it was sent, so that another may become the same. */
  mayRepeat: boolean;
  truncated: number;
  dropped: number;
  keys: number;
}

function add(flat: MutableFlat, key: string, value: unknown, depth: number, magic: boolean): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object' && !Array.isArray(value) && depth < propertyLimits.depth) {
    for (const [name, inner] of Object.entries(value)) add(flat, `${key}.${name}`, inner, depth + 1, magic);
    return;
  }
  const scalar = toScalar(value);
  if (scalar === undefined) flat.dropped += 1;
  else if (magic) addMagic(flat, key, scalar);
  else {
    if (depth > 1) flat.mayRepeat = true;
    store(flat, key, scalar);
  }
}

function addMagic(flat: MutableFlat, key: string, value: string | number | boolean): void {
  if (flat.magic === noMagic) flat.magic = new Map();
  flat.magic.set(key, value);
}

/** A value as it can be stored, or undefined where it cannot. */
function toScalar(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      return nestedWithin(value, maxJsonDepth) ? JSON.stringify(value) : undefined;
    default:
      return undefined;
  }
}

function store(flat: MutableFlat, sentKey: string, value: string | number | boolean): void {
  const key = cutToCharacters(sentKey, propertyLimits.keyLength);
  if (key.length < sentKey.length) flat.truncated += 1;
  if (key !== sentKey) flat.mayRepeat = true;
  if (flat.mayRepeat && isStored(flat, key)) remove(flat, key);
  else if (flat.keys >= propertyLimits.keys) {
    flat.dropped += 1;
    return;
  }
  flat.keys += 1;
  if (typeof value === 'number') flat.numbers[key] = value;
  else if (typeof value === 'boolean') flat.booleans[key] = value;
  else {
    const text = cutToBytes(value, propertyLimits.valueBytes);
    if (text.length < value.length) flat.truncated += 1;
    flat.strings[key] = text;
  }
}

/** Two sent keys can become one: `{ "a.b": 1, "a": { "b": 2 } }`. The later counts, as in JSON. */
function isStored(flat: MutableFlat, key: string): boolean {
  return key in flat.strings || key in flat.numbers || key in flat.booleans;
}

function remove(flat: MutableFlat, key: string): void {
  flat.keys -= 1;
  delete flat.strings[key];
  delete flat.numbers[key];
  delete flat.booleans[key];
}

function nestedWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.values(value).every((inner) => nestedWithin(inner, levels - 1));
}
