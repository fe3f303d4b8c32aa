/** A commit as it is stored, taken apart. */
export interface SignedCommit {
  /** What was signed: the commit without its signature, byte by byte. */
  readonly payload: Buffer
  readonly signature?: string
  /** When it was committed, as it says itself, in milliseconds since the epoch. */
  readonly committedAt: number
}

/** Takes the signature out of a commit's header. Only the first counts; git writes no second. */
export function readSignedCommit(object: Uint8Array): SignedCommit {
  // Latin-1 keeps every byte as it is.
  const text = Buffer.from(object).toString('latin1')
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end + 1)
  const signature: string[] = []
  const kept: string[] = []
  let within = false
  for (const line of head.split(/(?<=\n)/)) {
    within = within ? line.startsWith(' ') : line.startsWith('gpgsig ')
    if (!within) within = false
    if (within) signature.push(line.replace(/^(gpgsig)? /, ''))
    else kept.push(line)
  }
  const [, seconds = 'NaN'] = /^committer .* (\d+) [+-]\d{4}$/m.exec(head) ?? []
  return {
    payload: Buffer.from(kept.join('') + (end < 0 ? '' : text.slice(end + 1)), 'latin1'),
    ...(signature.length > 0 ? { signature: signature.join('') } : {}),
    committedAt: Number(seconds) * 1000,
  }
}
