/** A percent-encoded character: all bytes of a sequence that can be UTF-8, or one byte. */
const encodedCharacter =
  /%(?:[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-4](?:%[89ab][\da-f]){3}|[\da-f]{2})/gi;
/** Characters that an address may not hold, and those that nobody sees: spaces, controls, marks of direction. */
const unreadable = /[\0- "<>`{}\x7f]|(?![\u200c\u200d])[\ufffd\p{Cc}\p{Cf}\p{Cs}\p{Z}]/gu;
const needsWork = /[^!#$&-;=?-_a-z|~]/;
const notAscii = /[^\0-\x7f]+/g;
const encoder = new TextEncoder();

/**
 * The one spelling in which page paths are stored and shown, for every spelling of a path or of a part of one (RFC
 * 3986, 6.2.2): what can be read stands as it is (`/가격`), all else is percent-encoded in capitals (`%2F`, `%20`).
 */
export function readablePath(path: string): string {
  if (!needsWork.test(path)) return path;
  return path.replace(encodedCharacter, decoded).replace(unreadable, percentEncoded);
}

/**
 * Patterns (RE2) for every spelling in which a path that this one means can have been stored. Sets of characters
 * (`[가-힣]`) find what is stored now alone.
 */
export function storedPatterns(pattern: string): string[] {
  const present = pattern.replace(encodedCharacter, (encoded, at) => {
    const character = decoded(encoded, at, pattern);
    return character === '.' || character === '-' ? `\\${character}` : character;
  });
  const earlier = present.replace(/[^\0-\x7f]/gu, (character) => `(?i:${percentEncoded(character)})`);
  return [...new Set([present, ...(present.includes('[') ? [] : [earlier]), pattern])];
}

/**
 * The spellings in which a path can have been stored, the present one first: earlier versions kept every character
 * beyond ASCII encoded, and hex digits as they were sent.
 */
export function storedSpellings(path: string): string[] {
  const present = readablePath(path);
  const encoded = present.replace(notAscii, percentEncoded);
  const inSmallLetters = encoded.replace(/%[89A-F][\dA-F]/g, (byte) => byte.toLowerCase());
  return [...new Set([present, encoded, inSmallLetters, path])];
}

function decoded(encoded: string, at: number, text: string): string {
  const character = characterOf(encoded);
  const isReadable =
    encoded.length === 3
      ? /^[\w.~-]$/.test(character) && !isAfterStray(text, at)
      : character.search(unreadable) === -1;
  return isReadable ? character : encoded.toUpperCase();
}

/** Behind a `%` that encodes nothing, a decoded digit or letter would complete another byte. */
function isAfterStray(text: string, at: number): boolean {
  return /%[\da-f]?$/i.test(text.slice(Math.max(0, at - 2), at));
}

function characterOf(encoded: string): string {
  if (encoded.length === 3) return String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  try {
    return decodeURIComponent(encoded);
  } catch {
    // Bytes in the form of UTF-8 that are none: overlong, a surrogate, beyond U+10FFFF.
    return '\0';
  }
}

function percentEncoded(text: string): string {
  return Array.from(
    encoder.encode(text),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
