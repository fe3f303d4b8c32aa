import { renderKubernetes } from '../../../compiler/backends/kubernetes/render.js'
import { type GivenValues, givenTexts } from '../../../compiler/source/given.js'
import { planFactory } from '../../../reconciler/plan/plan.js'
import type { ObjectChange, Warning } from '../../../schema/generated/plan.js'
import { openFactory } from '../../disk-files.js'
import { remembered } from '../../remembered-files.js'
import { compileFor } from '../../render/compile-for.js'
import { revisionOf } from '../compile-folder.js'
import { codeDigests } from '../local-plan.js'
import type { MadePlan } from '../make-plan.js'
import type { ClusterOptions } from './kubectl.js'
import { objectChanges } from './object-changes.js'
import { clusterName, dryRun, hasNamespace, liveObjects, ownObjects } from './read-cluster.js'

interface ClusterPlanOptions extends ClusterOptions {
  readonly target?: string
  readonly values?: GivenValues
}

/**
 * A plan of the rendered objects against those in a cluster, by the server's own dry run. Nothing is written.
 * @throws AIFactoryError AF1001 and AF1002 without aifactory.yaml, AF8048 no kubectl, AF8049 the cluster refuses.
 */
export async function clusterPlan(dir: string, { target, values, ...cluster }: ClusterPlanOptions): Promise<MadePlan> {
  const disk = openFactory(dir)
  const read = new Map<string, string>()
  const { diagnostics, factory } = await compileFor('kubernetes', { ...disk, files: remembered(disk.files, read) }, { target, values })
  const texts = new Map([...givenTexts(values ?? {}), ...read])
  if (!factory) return { diagnostics, texts }
  const rendered = renderKubernetes(factory)
  const { namespace } = factory.platform
  const there = await hasNamespace(namespace, cluster)
  // Without the namespace nothing of it is there, and the server would refuse to look at what goes into it.
  const [live, { applied, conflicts }, own] = there
    ? await Promise.all([liveObjects(rendered, cluster), dryRun(rendered, cluster), ownObjects(factory.name, namespace, cluster)])
    : [[], { applied: [], conflicts: [] }, []]
  const objects = objectChanges(rendered, { live, applied, own })
  const { revision, source } = await revisionOf(disk.folder, factory, read)
  const plan = planFactory({
    before: factory,
    after: factory,
    revision: { id: revision.id, message: revision.message, code: await codeDigests(factory, revision, source) },
    against: { kind: 'cluster', name: await clusterName(namespace, cluster) },
    objects,
    warnings: [...conflictWarnings(conflicts), ...removalWarnings(objects)],
  })
  return { diagnostics, texts, plan }
}

const REMOVED: Readonly<Record<string, string>> = {
  Deployment: 'an endpoint stops answering',
  PersistentVolumeClaim: 'what is stored on it goes with it',
  Namespace: 'everything in it goes with it',
}

function conflictWarnings(conflicts: readonly string[]): Warning[] {
  if (conflicts.length === 0) return []
  const message = `fields are written otherwise by ${conflicts.join(', ')}: kubectl apply takes them back only with --force-conflicts`
  return [{ kind: 'conflict', subject: 'cluster', message }]
}

function removalWarnings(objects: readonly ObjectChange[]): Warning[] {
  return objects.flatMap(({ object, kind }): Warning[] => {
    const message = REMOVED[object.split('/')[0] ?? '']
    return kind === 'removed' && message !== undefined ? [{ kind: 'objects-removed', subject: object, message }] : []
  })
}
