import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pastJobs } from '../../reconciler/plan/local-knowledge.js'
import { planFactory } from '../../reconciler/plan/plan.js'
import { Fingerprints } from '../../reconciler/platforms/local/fingerprint.js'
import { layoutOf } from '../../reconciler/platforms/local/layout.js'
import type { Revision } from '../../reconciler/source/revision-source.js'
import { Store } from '../../reconciler/store/store.js'
import { ArtifactStore } from '../../schema/artifact-store.js'
import type { Against, Plan } from '../../schema/generated/plan.js'
import { DataClock } from '../session/clock.js'
import { compileCommit } from '../session/compile-commit.js'
import { type CompiledFolder, type CompileOptions, compileFolder, gitSource } from './compile-folder.js'
import { codeDigests, localPlan, type PlanningPlace } from './local-plan.js'

export interface MadePlan extends Pick<CompiledFolder, 'diagnostics' | 'texts'> {
  /** Absent where the files have errors. */
  readonly plan?: Plan
}

/**
 * A plan of the files of a folder: against what is in force here, a commit, or, where nothing is said, the first of these
 * that is there. Nothing is written.
 * @throws AIFactoryError AF1001 and AF1002 without aifactory.yaml; those of compileCommit.
 */
export async function makePlan(dir: string, against: string | undefined, options: Omit<CompileOptions, 'platform'>): Promise<MadePlan> {
  const state = layoutOf(resolve(dir))
  const local = against === 'local' || (against === undefined && existsSync(state.database))
  const { planned, ...told } = await compileFolder(dir, { ...options, ...(local && { platform: 'embedded' as const }) })
  if (!planned) return told
  const { factory, revision, source } = planned
  const store = existsSync(state.database) ? new Store(state.database, { use: 'read' }) : undefined
  try {
    const place = store && readingPlace(resolve(dir), store, source)
    if (local && place) return { ...told, plan: await localPlan(factory, revision, place) }
    const { before, ...other } = local ? { against: NOTHING_IN_FORCE, before: undefined } : await commitAgainst(dir, against, options)
    const plan = planFactory({
      before,
      after: factory,
      revision: { ...named(revision), code: await codeDigests(factory, revision, source) },
      against: other.against,
      past: place && pastJobs(place),
    })
    return { ...told, plan }
  } finally {
    store?.close()
  }
}

const NOTHING_IN_FORCE: Against = { kind: 'nothing', name: 'nothing: nothing is in force here yet' }

const NO_COMMON_COMMIT = { name: 'nothing: no commit is known here that HEAD shares with the default branch; a shallow clone lacks them' }

const named = ({ id, message }: Revision): { id: string; message: string } => ({ id, message })

/** The store of a folder that somebody else may be at work in: it is only read. */
function readingPlace(baseDir: string, store: Store, source: PlanningPlace['source']): PlanningPlace {
  const layout = layoutOf(baseDir)
  const artifacts = new ArtifactStore(layout.artifacts)
  const fingerprints = new Fingerprints({ document: (kind, name) => store.document(kind, name), putDocument: () => {} }, baseDir)
  return {
    store,
    source,
    fingerprint: (definition) => fingerprints.of(definition),
    hasArtifact: (digest) => artifacts.has(digest),
    now: new DataClock(store).now(),
  }
}

/** The commit that is named, else where this branch left the default one. */
async function commitAgainst(dir: string, name: string | undefined, options: CompileOptions) {
  if (name !== undefined) {
    const { revision, factory: before } = await compileCommit(dir, name, options)
    return { before, against: { kind: 'revision', name, ...named(revision) } satisfies Against }
  }
  const git = await gitSource(dir)
  const base = await git?.mergeBase()
  if (!base) return { before: undefined, against: { kind: 'nothing', ...(git && NO_COMMON_COMMIT) } satisfies Against }
  const { revision, factory: before } = await compileCommit(dir, base.revision, options)
  return { before, against: { kind: 'revision', name: `where HEAD left ${base.branch}`, ...named(revision) } satisfies Against }
}
