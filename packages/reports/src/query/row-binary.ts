/** Reads values in ClickHouse's RowBinary off a buffer. Throws RangeError where the buffer ends inside a value. */
export class RowReader {
  private offset = 0;
  private readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  get position(): number {
    return this.offset;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.buffer.length;
  }

  /** The length of a string or an array, as LEB128. */
  length(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.buffer.readUInt8(this.offset);
      this.offset += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  string(): string {
    const size = this.length();
    const end = this.offset + size;
    if (end > this.buffer.length) throw new RangeError('the buffer ends inside a string');
    const text = this.buffer.toString('utf8', this.offset, end);
    this.offset = end;
    return text;
  }

  strings(): string[] {
    const texts: string[] = [];
    for (let left = this.length(); left > 0; left -= 1) texts.push(this.string());
    return texts;
  }

  uint32(): number {
    const value = this.buffer.readUInt32LE(this.offset);
    this.offset += 4;
    return value;
  }
}

/** Calls back once for each row of a RowBinary stream; the callback reads all values of its row. */
export async function readRows(
  stream: AsyncIterable<Buffer>,
  onRow: (reader: RowReader) => void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = buffer.subarray(readWhole(buffer, onRow));
  }
  if (rest.length > 0) throw new Error('a result ends inside a row');
}

/** Where the last whole row ends. */
function readWhole(buffer: Buffer, onRow: (reader: RowReader) => void): number {
  const reader = new RowReader(buffer);
  let whole = 0;
  while (!reader.isAtEnd) {
    try {
      onRow(reader);
    } catch (error) {
      if (error instanceof RangeError) return whole;
      throw error;
    }
    whole = reader.position;
  }
  return whole;
}
