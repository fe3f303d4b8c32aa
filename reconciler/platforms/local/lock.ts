import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AIFactoryError } from '../../../schema/diagnostic.js'

/**
 * Takes the lock of a state folder, so that no two reconcilers work on it. A lock whose process is gone is taken over.
 * Returns what releases it.
 */
export function takeLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const owner = Number(readFileSync(path, 'utf8'))
    if (Number.isInteger(owner) && owner > 0 && owner !== process.pid && isAlive(owner)) {
      throw new AIFactoryError('AF8003', `another aifactory (process ${owner}) is at work in this folder`, {
        hint: `Stop it first (Ctrl-C in its terminal, or kill ${owner}).`,
      })
    }
    rmSync(path, { force: true })
  }
  throw new AIFactoryError('AF8003', 'the lock of this folder is taken again and again', {
    hint: `Remove ${path} if nothing else runs here.`,
  })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
