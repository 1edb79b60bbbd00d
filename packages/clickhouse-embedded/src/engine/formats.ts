/** How a format can be streamed: chunks are valid one after another once this many header lines of all but the first are cut. */
const headerLines: Readonly<Record<string, number>> = {
  JSONEachRow: 0,
  JSONStringsEachRow: 0,
  JSONCompactEachRow: 0,
  JSONCompactStringsEachRow: 0,
  JSONCompactEachRowWithNames: 1,
  JSONCompactStringsEachRowWithNames: 1,
  JSONCompactEachRowWithNamesAndTypes: 2,
  JSONCompactStringsEachRowWithNamesAndTypes: 2,
  NDJSON: 0,
  JSONLines: 0,
  CSV: 0,
  CSVWithNames: 1,
  CSVWithNamesAndTypes: 2,
  TSV: 0,
  TSVRaw: 0,
  TSVWithNames: 1,
  TSVWithNamesAndTypes: 2,
  TabSeparated: 0,
  TabSeparatedRaw: 0,
  TabSeparatedWithNames: 1,
  TabSeparatedWithNamesAndTypes: 2,
  TSKV: 0,
  Native: 0,
  RowBinary: 0,
  MsgPack: 0,
  RawBLOB: 0,
  LineAsString: 0,
};

/** The header lines of a format that the engine can give chunk by chunk; `undefined`: in one piece only. */
export function streamedHeaderLines(format: string): number | undefined {
  return Object.hasOwn(headerLines, format) ? headerLines[format] : undefined;
}

/** Bytes that the first `lines` lines of a chunk take. In CSV a line break inside double quotes belongs to its line. */
export function headerLength(chunk: Uint8Array, format: string, lines: number): number {
  const quotes = format.startsWith('CSV');
  let left = lines;
  let quoted = false;
  for (let at = 0; at < chunk.length && left > 0; at += 1) {
    if (chunk[at] === 0x22) quoted = quotes && !quoted;
    else if (chunk[at] === 0x0a && !quoted) {
      left -= 1;
      if (left === 0) return at + 1;
    }
  }
  return 0;
}
