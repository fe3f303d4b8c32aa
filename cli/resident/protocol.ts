/**
 * What is sent over the socket. A request is the number of its bytes, a line end, and fields each ended by a NUL, which no
 * argument and no variable can hold. An answer is a list of pieces: `1 LENGTH` or `2 LENGTH` on a line, with so many bytes for
 * the standard output or error after it, and at last `exit STATUS`; or `cold`, where the command itself has to be run.
 * bin/ask.pl speaks it too.
 */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024

/** A command that a client was called with. */
export interface RunRequest {
  readonly kind: 'run'
  /** The folder it was called in, and that folder's device and number: in another mount namespace it is another folder. */
  readonly folder: string
  readonly stamp: string
  /** Whether its standard output is a terminal, or another character device. */
  readonly terminal: boolean
  /** Variables of the environment that a command looks at. */
  readonly environment: ReadonlyMap<string, string>
  readonly args: readonly string[]
}

export type Request = RunRequest | { readonly kind: 'status' } | { readonly kind: 'stop' }

export interface Piece {
  readonly descriptor: 1 | 2
  readonly text: string
}

export interface Answer {
  readonly pieces: readonly Piece[]
  readonly status: number
}

/** Of status. Times in milliseconds, memory in bytes. */
export interface ResidentFacts {
  readonly pid: number
  readonly upMs: number
  readonly idleMs: number
  readonly answered: number
  readonly leftCold: number
  readonly memory: number
}

/** The request in what has arrived; undefined while some of it is missing. @throws RangeError for anything else. */
export function readRequest(bytes: Buffer): Request | undefined {
  const end = bytes.subarray(0, 12).indexOf('\n')
  if (end < 0) {
    if (bytes.length >= 12) throw new RangeError('no request')
    return undefined
  }
  const head = bytes.toString('latin1', 0, end)
  const length = Number(head)
  if (!/^[1-9][0-9]*$/.test(head) || length > MAX_REQUEST_BYTES) throw new RangeError('no request')
  if (bytes.length < end + 1 + length) return undefined
  const fields = bytes.toString('utf8', end + 1, end + 1 + length).split('\0')
  if (fields.pop() !== '') throw new RangeError('no request')
  return requestOf(fields)
}

function requestOf([kind, folder, stamp, terminal, count, ...rest]: readonly string[]): Request {
  if (kind === 'status' || kind === 'stop') return { kind }
  const variables = Number(count)
  if (kind !== 'run' || folder === undefined || stamp === undefined || !(variables <= rest.length)) throw new RangeError('no request')
  const environment = new Map(
    rest.slice(0, variables).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)] as const
    }),
  )
  return { kind, folder, stamp, terminal: terminal === '1', environment, args: rest.slice(variables) }
}

/** For clients in this program. */
export function writeRequest(fields: readonly string[]): Buffer {
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''))
  return Buffer.concat([Buffer.from(`${body.length}\n`), body])
}

export function writeAnswer(answer: Answer | 'cold'): Buffer {
  if (answer === 'cold') return Buffer.from('cold\n')
  const pieces = answer.pieces.flatMap(({ descriptor, text }) => {
    const bytes = Buffer.from(text)
    return [Buffer.from(`${descriptor} ${bytes.length}\n`), bytes]
  })
  return Buffer.concat([...pieces, Buffer.from(`exit ${answer.status}\n`)])
}
