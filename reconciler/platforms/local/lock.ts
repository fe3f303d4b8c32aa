import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { AIFactoryError } from '../../../schema/diagnostic.js'

/**
 * Takes the lock of a state folder, so that no two reconcilers work on it, and returns what releases it. The lock is one of
 * the operating system's, held through SQLite beside the file: it ends with its process however that ends, so that a process
 * id which was given to another program since is not taken for its owner. The file itself only says who holds it.
 * @throws AIFactoryError AF8003 while another holds it.
 */
export function takeLock(path: string): () => void {
  mkdirSync(dirname(path), { recursive: true })
  const held = new Database(`${path}.db`, { timeout: 0 })
  try {
    // Nothing is ever written, so there is no journal to be left behind.
    held.exec('PRAGMA journal_mode = MEMORY')
    held.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    held.close()
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY')) throw error
    const owner = ownerOf(path)
    throw new AIFactoryError('AF8003', `another aifactory${owner ? ` (process ${owner})` : ''} is at work in this folder`, {
      hint: `Stop it first (Ctrl-C in its terminal${owner ? `, or kill ${owner}` : ''}).`,
    })
  }
  writeFileSync(path, String(process.pid))
  return () => {
    if (!held.open) return
    rmSync(path, { force: true })
    held.exec('ROLLBACK')
    held.close()
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const owner = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(owner) && owner > 0 ? owner : undefined
  } catch {
    return undefined
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
