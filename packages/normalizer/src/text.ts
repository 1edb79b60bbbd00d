/** The text with every lone surrogate replaced by U+FFFD, so that it can be written as UTF-8. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** The longest beginning of `text` that is at most `maxBytes` of UTF-8 and splits no code point. */
export function cutToBytes(text: string, maxBytes: number): string {
  const clean = wellFormed(text);
  // TRICKY: a UTF-16 unit is at most 3 bytes of UTF-8, so short texts need no counting.
  if (clean.length * 3 <= maxBytes || Buffer.byteLength(clean) <= maxBytes) return clean;
  let bytes = 0;
  let end = 0;
  for (const character of clean) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return clean.slice(0, end);
}

/** The first `maxCharacters` UTF-16 units of `text`, one fewer where that would split a surrogate pair. */
export function cutToCharacters(text: string, maxCharacters: number): string {
  const clean = wellFormed(text);
  if (clean.length <= maxCharacters) return clean;
  const last = clean.charCodeAt(maxCharacters - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return clean.slice(0, splitsPair ? maxCharacters - 1 : maxCharacters);
}
