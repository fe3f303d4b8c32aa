import { AIFactoryError } from '../../../schema/diagnostic.js'
import { readSshKey, type SshKey } from './ssh-key.js'

/** One line of a file of allowed signers, as ssh-keygen(1) describes it. */
export interface AllowedSigner {
  readonly principals: string
  readonly key: SshKey
  /** Undefined: any. */
  readonly namespaces?: readonly string[]
  /** In milliseconds since the epoch. */
  readonly validAfter?: number
  readonly validBefore?: number
}

const LINE =
  /^(?:"([^"]+)"|(\S+))\s+(?:((?:[a-z-]+(?:="[^"]*"|=[^\s,"]*)?)(?:,[a-z-]+(?:="[^"]*"|=[^\s,"]*)?)*)\s+)?((?:ssh|ecdsa|sk)-\S+)\s+([A-Za-z0-9+/=]+)(?:\s.*)?$/

/**
 * Reads `PRINCIPALS [namespaces="git",valid-before="20270101"] ssh-ed25519 AAAA... comment`, a line each; # starts a comment.
 * @throws AIFactoryError AF8414 for a line that is not so: a list that is half understood might let in whom it should not.
 */
export function readAllowedSigners(text: string): AllowedSigner[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return []
    const refuse = (why: string): AIFactoryError =>
      new AIFactoryError('AF8414', `line ${index + 1} of the allowed signers: ${why}`, {
        hint: 'Write PRINCIPAL ssh-ed25519 KEY, as in a file for gpg.ssh.allowedSignersFile of git.',
      })
    const [, quoted, plain, options = '', type, blob = ''] = LINE.exec(line.trim()) ?? []
    const principals = quoted ?? plain
    if (principals === undefined) throw refuse('it is not PRINCIPALS [OPTIONS] TYPE KEY')
    let key: SshKey
    try {
      key = readSshKey(Buffer.from(blob, 'base64'))
    } catch (error) {
      throw refuse(`the key: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (key.type !== type) throw refuse(`the key is of the type ${key.type}`)
    return [{ principals, key, ...readOptions(options, refuse) }]
  })
}

function readOptions(text: string, refuse: (why: string) => AIFactoryError): Omit<AllowedSigner, 'principals' | 'key'> {
  let options: Omit<AllowedSigner, 'principals' | 'key'> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([a-z-]+)(?:="?([^",]*(?:,[^"=]*)?)"?)?(?:,|$)/g)) {
    if (name === 'namespaces') options = { ...options, namespaces: value.split(',') }
    else if (name === 'valid-after') options = { ...options, validAfter: timeOf(value, refuse) }
    else if (name === 'valid-before') options = { ...options, validBefore: timeOf(value, refuse) }
    else throw refuse(`the option ${name} is not supported`)
  }
  return options
}

/** YYYYMMDD[HHMM[SS]][Z]; taken as UTC, so that it means the same on every machine. */
function timeOf(text: string, refuse: (why: string) => AIFactoryError): number {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/.exec(text) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(time)) throw refuse(`${JSON.stringify(text)} is not a time such as 20270131`)
  return time
}
