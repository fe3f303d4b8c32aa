/** Reads the binary format of SSH (RFC 4251, section 5). @throws Error where the bytes end early. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes)
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error('it ends early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  uint32(): number {
    return this.take(4).readUInt32BE()
  }

  /** A string of bytes, with its length before it. */
  bytes(): Buffer {
    return this.take(this.uint32())
  }

  text(): string {
    return this.bytes().toString('latin1')
  }

  /** A positive whole number, without the zero that keeps it positive. */
  mpint(): Buffer {
    const bytes = this.bytes()
    let zeros = 0
    while (zeros < bytes.length - 1 && bytes[zeros] === 0) zeros++
    return bytes.subarray(zeros)
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error('it goes on after its end')
  }
}

/** A string of bytes with its length before it. */
export function wireString(bytes: Uint8Array | string): Buffer {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}
