import { fstatSync, writeSync } from 'node:fs'

/** Where a command writes, so that tests can read it. */
export interface Output {
  out(text: string): void
  error(text: string): void
  /** The same as `out` for text that is UTF-8 already; not where it is left out. */
  bytes?(text: Uint8Array): void
  /** Whether colours may be used. */
  readonly colour: boolean
  /** Whether a person reads it in a terminal that follows links; not so where it is left out. */
  readonly links?: boolean
}

/** The program's own output, written at once: a stream would take longer to set up than a small command runs. */
export function processOutput(): Output {
  return {
    out: (text) => writeAll(1, text),
    error: (text) => writeAll(2, text),
    bytes: (text) => writeAll(1, text),
    get colour() {
      return wantsColour(process.env, writesToDevice())
    },
    get links() {
      return wantsLinks(process.env, writesToDevice())
    },
  }
}

/** NO_COLOR (no-color.org) forbids colours, FORCE_COLOR asks for them where nobody is known to look. */
export function wantsColour(environment: NodeJS.ProcessEnv, isDevice: boolean): boolean {
  const { NO_COLOR, FORCE_COLOR } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0'
  return isTerminal(environment, isDevice)
}

export function wantsLinks(environment: NodeJS.ProcessEnv, isDevice: boolean): boolean {
  return wantsColour(environment, isDevice) && isTerminal(environment, isDevice)
}

function isTerminal({ TERM }: NodeJS.ProcessEnv, isDevice: boolean): boolean {
  return TERM !== undefined && TERM !== 'dumb' && isDevice
}

/** process.stdout would load the whole of Node's streams only to be asked whether it is a terminal. */
function writesToDevice(): boolean {
  return fstatSync(1).isCharacterDevice()
}

function writeAll(descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // The reader of a pipe may be slow, or gone, as `head` is once it has enough.
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
