import { AIFactoryError } from '../../../schema/diagnostic.js'
import { type RepositoryAddress, shown } from './repository-address.js'

interface Kind {
  readonly code: string
  readonly says: RegExp
  readonly what: string
  readonly hint: string
  /** Whether the same request may succeed later without a change by a person. */
  readonly retryable: boolean
}

const UNREACHABLE = { what: 'cannot be reached', hint: 'It is tried again. What is in force stays.', retryable: true }
const DAMAGED = { what: 'sends what is damaged', hint: 'Run git fsck in the repository. What is in force stays.', retryable: true }

/** What git, ssh and isomorphic-git say, told apart. The first that matches counts. */
const KINDS: readonly Kind[] = [
  {
    code: 'AF8408',
    says: /exceeds maximum allowed size|larger than \d+ bytes/i,
    what: 'is larger than is allowed',
    hint: 'Keep data out of the repository, or raise the limit.',
    retryable: false,
  },
  {
    code: 'AF8406',
    says: /host key verification failed|no .* host key is known|certificate|ssl routines|self.signed|unable to verify/i,
    what: 'is on a host that is not trusted',
    hint: 'Add its key to known_hosts, or its authority to the CA bundle.',
    retryable: false,
  },
  {
    code: 'AF8403',
    says: /authentication failed|could not read (username|password)|permission denied|access denied|HTTP(?: Error)?:? ?(401|403)|error: (401|403)|invalid credentials|terminal prompts disabled/i,
    what: 'does not let us read',
    hint: 'Check the secret: the token may have expired, or may not read this repository.',
    retryable: false,
  },
  {
    code: 'AF8407',
    says: /corrupt/i,
    ...DAMAGED,
  },
  {
    code: 'AF8405',
    says: /not our ref|couldn't find remote ref|unadvertised object|no such remote ref|did not send all necessary objects/i,
    what: 'does not have the commit any more',
    hint: 'It may have been pushed over or removed meanwhile. What is in force stays.',
    retryable: true,
  },
  {
    code: 'AF8404',
    says: /not found|does not exist|does not appear to be a git repository|error: 404|HTTP(?: Error)?:? ?404|repository .* not exported|no such file or directory/i,
    what: 'is not there, or is hidden from us',
    hint: 'Check the address, and that the credentials may read it.',
    retryable: false,
  },
  {
    code: 'AF8401',
    says: /transport '.*' not allowed|protocol '.*' is not supported|not allowed by/i,
    what: 'leads to an address that may not be followed',
    hint: 'Name the repository where it is, by https or ssh.',
    retryable: false,
  },
  {
    code: 'AF8402',
    says: /early EOF|hung up|RPC failed|timed out/i,
    ...UNREACHABLE,
  },
  {
    code: 'AF8407',
    says: /fsck|index-pack|unpack|inflate|bad object|pack has|packfile|checksum|malformed|bad pack/i,
    ...DAMAGED,
  },
]

/** What a failed exchange means: which of the ways it failed, and whether trying again may help. */
export function transferFailure(address: RepositoryAddress, said: string, cause?: unknown): AIFactoryError {
  const kind = KINDS.find(({ says }) => says.test(said)) ?? { code: 'AF8402', ...UNREACHABLE }
  return new AIFactoryError(kind.code, `${shown(address.url)} ${kind.what}`, {
    hint: kind.hint,
    detail: said.trim().split('\n').slice(-8).join('\n').slice(0, 2000),
    retryable: kind.retryable,
    cause,
  })
}
