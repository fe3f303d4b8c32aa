import { rcompare, satisfies, valid, validRange } from 'semver'
import { AIFactoryError } from '../../../schema/diagnostic.js'

/** Which commit of a repository counts. Exactly one, or none for the branch that the repository's HEAD names. */
export type RefSelector =
  | { readonly branch: string }
  | { readonly tag: string }
  /** The highest version among the tags, such as `>=1.2.0 <2.0.0` or `1.x`. `v1.2.3` is read as 1.2.3. */
  | { readonly semver: string }
  /** The full hash of a commit. */
  | { readonly commit: string }
  | { readonly head: true }

/** A name that a repository gives to a commit. */
export interface RemoteRef {
  /** The whole name, such as refs/heads/main. */
  readonly name: string
  /** The commit; of an annotated tag that which it was put on. */
  readonly commit: string
}

export interface Chosen {
  readonly commit: string
  /** The name that led to it; absent for a hash. */
  readonly ref?: string
}

/** @throws AIFactoryError AF8401 for a name that git would not take, or that could be read as an option. */
export function checkSelector(selector: RefSelector): void {
  const refuse = (what: string, hint: string): AIFactoryError => new AIFactoryError('AF8401', what, { hint })
  if ('commit' in selector && !/^[0-9a-f]{40}$/.test(selector.commit)) {
    throw refuse(`${JSON.stringify(selector.commit)} is not the full hash of a commit`, 'Write its 40 hexadecimal digits.')
  }
  if ('semver' in selector && validRange(selector.semver) === null) {
    throw refuse(`${JSON.stringify(selector.semver)} is not a range of versions`, 'Write a range such as 1.x or >=1.2.0 <2.0.0.')
  }
  const name = 'branch' in selector ? selector.branch : 'tag' in selector ? selector.tag : undefined
  if (name !== undefined && !isRefName(name)) {
    throw refuse(`${JSON.stringify(name)} is not a name of a branch or a tag`, 'Write it as git does, such as main or release/2.')
  }
}

/** The rules of git-check-ref-format for a name below refs/heads or refs/tags, and no dash at the start. */
function isRefName(name: string): boolean {
  const characters = /^[\x21-\x7e\u00a0-\uffff]+$/.test(name) && !/[~^:?*[\\]/.test(name)
  return characters && name !== '@' && !/(^[-/.])|(\.\.)|(@\{)|(\/\/)|(\/\.)|(\.lock(\/|$))|([/.]$)/.test(name)
}

/**
 * The commit that a repository's names give for a selector.
 * @throws AIFactoryError AF8405 where the branch or tag is not there, AF8417 where no tag is in the range.
 */
export function chooseCommit(selector: RefSelector, refs: readonly RemoteRef[]): Chosen {
  if ('commit' in selector) return { commit: selector.commit }
  if ('semver' in selector) return highest(selector.semver, refs)
  const wanted = 'branch' in selector ? `refs/heads/${selector.branch}` : 'tag' in selector ? `refs/tags/${selector.tag}` : 'HEAD'
  const found = refs.find(({ name }) => name === wanted)
  if (found) return { commit: found.commit, ref: found.name }
  const kind = wanted.startsWith('refs/heads/') ? 'branch' : wanted.startsWith('refs/tags/') ? 'tag' : 'commit'
  const there = refs.flatMap(
    ({ name }) => (kind === 'tag' ? name.match(/^refs\/tags\/(.+)/)?.[1] : name.match(/^refs\/heads\/(.+)/)?.[1]) ?? [],
  )
  throw new AIFactoryError(
    'AF8405',
    kind === 'commit' ? 'the repository has no commit yet' : `the repository has no ${kind} ${shortName(wanted)}`,
    {
      hint: there.length > 0 ? `There is ${there.slice(0, 5).join(', ')}. What is in force stays.` : 'What is in force stays.',
    },
  )
}

function highest(range: string, refs: readonly RemoteRef[]): Chosen {
  const versions = refs.flatMap((ref) => {
    const version = ref.name.startsWith('refs/tags/') ? valid(shortName(ref.name)) : null
    return version !== null && satisfies(version, range) ? [{ ...ref, version }] : []
  })
  const [newest] = versions.sort((a, b) => rcompare(a.version, b.version) || (a.name < b.name ? -1 : 1))
  if (newest) return { commit: newest.commit, ref: newest.name }
  throw new AIFactoryError('AF8417', `no tag of the repository is a version in ${range}`, {
    hint: 'Versions with a suffix such as 2.0.0-rc.1 count only where the range names one. What is in force stays.',
  })
}

const shortName = (ref: string): string => ref.replace(/^refs\/(heads|tags)\//, '')
