import type { Comment, Forge } from './forge.js'

/** Comments are looked through page by page up to here: 2,000 of them. */
const MOST_PAGES = 20
const PAGE = 100

/**
 * Puts a text as one comment, in place of the one that was put under the same key before, so that a pull request with many
 * commits has one comment and not many.
 */
export async function upsertComment(forge: Forge, key: string, text: string): Promise<'created' | 'updated' | 'unchanged'> {
  const body = bodyOf(key, text, forge.longest)
  const before = await find(forge, markerOf(key))
  if (before?.body === body) return 'unchanged'
  if (before === undefined) {
    await forge.create(body)
    return 'created'
  }
  await forge.update(before.id, body)
  return 'updated'
}

async function find(forge: Forge, marker: string): Promise<Comment | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const comments = await forge.list(page)
    const found = comments.find(({ body }) => body.startsWith(marker))
    if (found !== undefined || comments.length < PAGE) return found
  }
  return undefined
}

/** Not shown by either forge. */
function markerOf(key: string): string {
  return `<!-- aifactory: ${key.replace(/[^\w./ -]/g, '_')} -->`
}

const CUT = '\n\n… The rest is in the output of the job.\n'

function bodyOf(key: string, text: string, longest: number): string {
  const body = `${markerOf(key)}\n${text.trim()}\n`
  return body.length <= longest ? body : `${body.slice(0, longest - CUT.length)}${CUT}`
}
