// Holds the lock at a path, as another reconciler does, until it is killed.
import { writeFileSync } from 'node:fs'
import Database from 'libsql'

const [path] = process.argv.slice(2)
const held = new Database(`${path}.db`)
held.exec('PRAGMA journal_mode = MEMORY')
held.exec('BEGIN EXCLUSIVE')
writeFileSync(path, String(process.pid))
process.on('disconnect', () => process.exit(0))
process.send('held')
