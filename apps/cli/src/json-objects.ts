/**
 * The text of each object of a JSON document, which is an array of objects or several objects one after another, however
 * long it is. What is no object comes as it is written; so does one of more than `maxLength` characters, cut off there.
 */
export async function* jsonObjects(pieces: AsyncIterable<string>, maxLength: number): AsyncIterable<string> {
  const scan = { depth: 0, isText: false, isEscaped: false };
  let held = '';
  for await (const piece of pieces) {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const end = step(scan, piece[at] ?? '');
      if (end === 'inside') continue;
      const text = held + piece.slice(start, end === 'object' ? at + 1 : at);
      if (text.trim() !== '') yield text.trim();
      held = '';
      start = at + 1;
    }
    held += piece.slice(start);
    if (held.length <= maxLength) continue;
    yield held;
    held = '';
    Object.assign(scan, { depth: 0, isText: false, isEscaped: false });
  }
  if (held.trim() !== '') yield held.trim();
}

interface Scan {
  depth: number;
  isText: boolean;
  isEscaped: boolean;
}

/** Whether a character ends an object, or stands between two. */
function step(scan: Scan, character: string): 'object' | 'between' | 'inside' {
  if (scan.isText) {
    if (scan.isEscaped) scan.isEscaped = false;
    else if (character === '\\') scan.isEscaped = true;
    else if (character === '"') scan.isText = false;
    return 'inside';
  }
  if (character === '"') scan.isText = true;
  else if (character === '{') scan.depth += 1;
  else if (character === '}' && scan.depth > 0) {
    scan.depth -= 1;
    if (scan.depth === 0) return 'object';
  } else if (scan.depth === 0 && (character === ',' || character === '[' || character === ']'))
    return 'between';
  return 'inside';
}
