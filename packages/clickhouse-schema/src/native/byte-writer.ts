const initialBytes = 1 << 16;
/** Texts of so many UTF-16 units have a length in bytes that takes one byte. */
const longestShortText = 42;

/** Little-endian binary data of any length, written front to back. */
export class ByteWriter {
  #buffer = Buffer.alloc(initialBytes);
  #view = viewOf(this.#buffer);
  #length = 0;

  /** What was written so far; valid until the next write. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  uint8(value: number): void {
    const at = this.#take(1);
    this.#buffer[at] = value;
  }

  uint16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
  }

  uint32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  /** An integer of at most 53 bits, negative ones in two's complement. */
  int64(value: number): void {
    const at = this.#take(8);
    this.#view.setInt32(at, value, true);
    this.#view.setInt32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  bigint64(value: bigint): void {
    const at = this.#take(8);
    this.#view.setBigInt64(at, value, true);
  }

  float32(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, true);
  }

  float64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
  }

  /** A number below 2^53 as LEB128. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.uint8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.uint8(rest);
  }

  /** The length in bytes, and the text as UTF-8; half of a surrogate pair becomes U+FFFD. */
  text(value: string): void {
    if (value.length > longestShortText) this.#longText(value);
    else this.#shortText(value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#buffer.set(bytes, at);
  }

  #shortText(value: string): void {
    const at = this.#take(1 + value.length * 3);
    const length = this.#buffer.write(value, at + 1);
    this.#buffer[at] = length;
    this.#length = at + 1 + length;
  }

  #longText(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    const at = this.#take(length);
    this.#buffer.write(value, at);
  }

  /** Room for so many bytes; where it begins. */
  #take(bytes: number): number {
    const at = this.#length;
    this.#length = at + bytes;
    if (this.#length > this.#buffer.length) this.#grow();
    return at;
  }

  #grow(): void {
    const larger = Buffer.alloc(Math.max(this.#length, this.#buffer.length * 2));
    this.#buffer.copy(larger);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
