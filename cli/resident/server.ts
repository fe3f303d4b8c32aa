import { renameSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { currentBuild, isPrivate, settleFolder, socketPath } from './place.js'
import { type Answer, MAX_REQUEST_BYTES, type Request, type ResidentFacts, readRequest, writeAnswer } from './protocol.js'
import { type ResidentCommands, runRequest } from './run-request.js'

/** How often it looks whether it is still wanted, in milliseconds. */
const LOOK_EVERY = 5_000
/** How long a client may take to send its request, in milliseconds. */
const PATIENCE = 10_000

export interface ResidentOptions {
  readonly folder: string
  /** The build that it was started with. */
  readonly build: string
  readonly commands: ResidentCommands
  /** Milliseconds without a request after which it ends. */
  readonly idleMs: number
  readonly now: () => number
  /** Called once, when it has ended. */
  readonly ended: () => void
}

/** Answers clients of one user with what the commands of one build would print, until nobody asks any more. */
export class Resident {
  readonly #options: ResidentOptions
  readonly #server: Server
  readonly #path: string
  readonly #started: number
  #lastAsked: number
  #inode: bigint | undefined
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #answered = 0
  #leftCold = 0
  #ended = false

  constructor(options: ResidentOptions) {
    this.#options = options
    this.#path = socketPath(options.folder, options.build)
    this.#started = options.now()
    this.#lastAsked = this.#started
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket))
  }

  /** Listens under a name of its own and then takes the name that clients know, so that another one there is replaced at once. */
  async listen(): Promise<void> {
    const { folder } = this.#options
    settleFolder(folder)
    const own = `${folder}/.${process.pid}`
    rmSync(own, { force: true })
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(own, resolve)
    })
    this.#inode = inodeOf(own)
    renameSync(own, this.#path)
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK_EVERY, this.#options.idleMs))
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#timer)
    if (inodeOf(this.#path) === this.#inode) rmSync(this.#path, { force: true })
    this.#server.close()
    this.#options.ended()
  }

  #look(): void {
    const idle = this.#options.now() - this.#lastAsked >= this.#options.idleMs
    if (idle || !this.#isCurrent() || inodeOf(this.#path) !== this.#inode) this.end()
  }

  /** Whether what lies on the disk is still what is loaded here, and nobody else can get at the socket. */
  #isCurrent(): boolean {
    return currentBuild() === this.#options.build && isPrivate(this.#options.folder)
  }

  #serve(socket: Socket): void {
    const chunks: Buffer[] = []
    let length = 0
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.on('error', () => socket.destroy())
    const take = (chunk: Buffer): void => {
      chunks.push(chunk)
      length += chunk.length
      const request = length > MAX_REQUEST_BYTES + 16 ? 'none' : requestIn(chunks)
      if (request === undefined) return
      socket.off('data', take)
      if (request === 'none') socket.destroy()
      else this.#turn = this.#turn.then(() => this.#answer(request, socket))
    }
    socket.on('data', take)
  }

  async #answer(request: Request, socket: Socket): Promise<void> {
    if (socket.destroyed) return
    const isCurrent = this.#isCurrent()
    socket.end(writeAnswer(isCurrent ? await this.#answerTo(request) : 'cold'))
    if (!isCurrent || request.kind === 'stop') this.end()
  }

  async #answerTo(request: Request): Promise<Answer | 'cold'> {
    if (request.kind === 'stop') return { pieces: [], status: 0 }
    if (request.kind === 'status') return { pieces: [{ descriptor: 1, text: JSON.stringify(this.#facts()) }], status: 0 }
    this.#lastAsked = this.#options.now()
    const answer = await runRequest(this.#options.commands, request)
    if (answer === 'cold') this.#leftCold++
    else this.#answered++
    return answer
  }

  #facts(): ResidentFacts {
    const now = this.#options.now()
    const [answered, leftCold, memory] = [this.#answered, this.#leftCold, process.memoryUsage.rss()]
    return { pid: process.pid, upMs: now - this.#started, idleMs: now - this.#lastAsked, answered, leftCold, memory }
  }
}

function requestIn(chunks: Buffer[]): Request | 'none' | undefined {
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  chunks.splice(0, chunks.length, bytes)
  try {
    return readRequest(bytes)
  } catch (error) {
    if (error instanceof RangeError) return 'none'
    throw error
  }
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino
}
