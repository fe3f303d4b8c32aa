export const STRUCT = 12
const [TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP] = [1, 2, 3, 7, 8, 9, 10, 11]

/** Reads Apache Thrift's compact protocol. @throws RangeError where the bytes end early or make no sense. */
export class ThriftReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The fields of a struct. Each must be read or skipped before the next one is asked for. */
  *fields(): Generator<{ readonly id: number; readonly type: number }> {
    let id = 0
    for (let header = this.#byte(); header !== 0; header = this.#byte()) {
      const delta = header >> 4
      id = delta === 0 ? this.int() : id + delta
      yield { id, type: header & 15 }
    }
  }

  /** An i16, i32 or i64, in zigzag form. Numbers of more than 53 bits lose precision. */
  int(): number {
    const value = this.#varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  text(): string {
    const start = this.#skipBytes(this.#varint())
    return new TextDecoder().decode(this.#bytes.subarray(start, this.#at))
  }

  /** Binary data, as a part of what is read. */
  bytes(): Uint8Array {
    const start = this.#skipBytes(this.#varint())
    return this.#bytes.subarray(start, this.#at)
  }

  /** The number of elements of a list. */
  listHeader(): number {
    return this.#collection().size
  }

  skip(type: number, depth = 0): void {
    if (depth > 32) throw new RangeError('nested too deeply')
    if (type === TRUE || type === FALSE) return
    if (type === BYTE) this.#skipBytes(1)
    else if (type === DOUBLE) this.#skipBytes(8)
    else if (type === BINARY) this.#skipBytes(this.#varint())
    else if (type === LIST || type === SET) this.#skipList(depth)
    else if (type === MAP) this.#skipMap(depth)
    else if (type === STRUCT) for (const field of this.fields()) this.skip(field.type, depth + 1)
    else if (type > BYTE && type < DOUBLE) this.#varint()
    else throw new RangeError(`unknown type ${type}`)
  }

  #collection(): { size: number; type: number } {
    const header = this.#byte()
    const size = header >> 4
    return { size: size === 15 ? this.#varint() : size, type: header & 15 }
  }

  #skipList(depth: number): void {
    const { size, type } = this.#collection()
    for (let index = 0; index < size; index++) this.#skipElement(type, depth)
  }

  #skipMap(depth: number): void {
    const size = this.#varint()
    const types = size === 0 ? 0 : this.#byte()
    for (let index = 0; index < size; index++) {
      this.#skipElement(types >> 4, depth)
      this.#skipElement(types & 15, depth)
    }
  }

  /** Inside collections a boolean takes a byte. */
  #skipElement(type: number, depth: number): void {
    if (type === TRUE || type === FALSE) this.#skipBytes(1)
    else this.skip(type, depth + 1)
  }

  #skipBytes(count: number): number {
    const start = this.#at
    if (count > this.#bytes.length - start) throw new RangeError('the bytes end early')
    this.#at += count
    return start
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('the bytes end early')
    return byte
  }

  #varint(): number {
    let value = 0
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
    throw new RangeError('a number is too long')
  }
}
