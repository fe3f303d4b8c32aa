import { connect } from 'node:net'
import { isPrivate, socketPath } from './place.js'
import { type ResidentFacts, writeRequest } from './protocol.js'

/** Milliseconds that a process which serves takes at most to say how it is, behind the request that it works on. */
const PATIENCE = 5_000

/** How the resident process of a build is; undefined where there is none. */
export async function residentFacts(folder: string, build: string): Promise<ResidentFacts | undefined> {
  const text = await ask(folder, build, 'status')
  const [, length = '0'] = /^1 (\d+)\n/.exec(text ?? '') ?? []
  return length === '0' || text === undefined
    ? undefined
    : (JSON.parse(text.slice(text.indexOf('\n') + 1, -'exit 0\n'.length)) as ResidentFacts)
}

/** Asks it to end. @returns whether there was one. */
export async function stopResident(folder: string, build: string): Promise<boolean> {
  return (await ask(folder, build, 'stop')) !== undefined
}

function ask(folder: string, build: string, kind: 'status' | 'stop'): Promise<string | undefined> {
  if (!isPrivate(folder)) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(socketPath(folder, build), () => socket.write(writeRequest([kind])))
    socket.setTimeout(PATIENCE, () => socket.destroy())
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(text === '' ? undefined : text))
  })
}
