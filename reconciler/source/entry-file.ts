import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Revision, RevisionSource } from './revision-source.js'

const ENTRY = 'aifactory.yaml'
const MOST_FOLDERS = 2000

/**
 * The text of aifactory.yaml at a revision.
 * @throws AIFactoryError AF8409 where it is not there. That is no wish to delete what it has brought about: it may have been
 * moved, and where it is found the message says so.
 */
export async function readEntry(source: RevisionSource, revision: Revision, before?: string): Promise<string> {
  const text = await source.read(revision, ENTRY)
  if (text !== undefined) return text
  const moved = await findElsewhere(source, revision, before)
  throw new AIFactoryError('AF8409', `${revision.id.slice(0, 8)} has no ${ENTRY} in the folder that is followed`, {
    hint: moved
      ? `It seems to have been moved to ${moved}: follow that folder.`
      : 'Put it back, or remove what follows it. Nothing is deleted.',
  })
}

/** The folder of a file with the same name and text, or else the same name of the factory. Close folders are looked at first. */
async function findElsewhere(source: RevisionSource, revision: Revision, before: string | undefined): Promise<string | undefined> {
  const name = before && nameOf(before)
  const queue = ['.', '..', '../..', '../../..']
  const seen = new Set<string>()
  let alike: string | undefined
  for (let at = queue.shift(); at !== undefined && seen.size < MOST_FOLDERS; at = queue.shift()) {
    if (seen.has(at)) continue
    seen.add(at)
    const names = await source.list(revision, at)
    if (names.includes(ENTRY)) {
      const text = await source.read(revision, `${at}/${ENTRY}`)
      if (text !== undefined && text === before) return at
      if (text !== undefined && name !== undefined && nameOf(text) === name) alike ??= at
    }
    for (const folder of names) if (folder.endsWith('/') && !folder.startsWith('.')) queue.push(`${at}/${folder.slice(0, -1)}`)
  }
  return alike
}

const nameOf = (text: string): string | undefined => /^metadata:[\s\S]*?^\s+name:\s*([\w.-]+)/m.exec(text)?.[1]
