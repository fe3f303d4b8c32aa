import { setTimeout as sleep } from 'node:timers/promises'
import { writeYaml } from '../../compiler/backends/kubernetes/write-yaml.js'
import { ApiClient } from '../../reconciler/platforms/kubernetes/client/api-client.js'
import { ApiError } from '../../reconciler/platforms/kubernetes/client/api-error.js'
import { findConnection } from '../../reconciler/platforms/kubernetes/client/in-cluster.js'
import { Objects } from '../../reconciler/platforms/kubernetes/client/objects.js'
import { API_VERSION } from '../../schema/crds/definition.js'
import { AIFactoryError } from '../../schema/diagnostic.js'
import { DEFAULTS } from '../../schema/generated/aifactory-defaults.js'
import type { Output } from '../terminal/output.js'
import { definitions, installObjects } from './install-objects.js'
import type { InstalledObject, InstallOptions } from './install-options.js'

export interface InstallCommandOptions {
  readonly apply: boolean
  readonly dryRun: boolean
  readonly namespace: string
  readonly image?: string
  readonly replicas: number
  readonly impersonation: boolean
  readonly defaultServiceAccount?: string
  readonly serviceMonitor?: true
  readonly controllerArg: readonly string[]
  readonly crdsOnly: boolean
  readonly kubeconfig?: string
  readonly context?: string
}

/** @returns 0 printed or applied. */
export async function installCommand(options: InstallCommandOptions, output: Output): Promise<number> {
  const {
    namespace,
    image = DEFAULTS['Platform.images'].runtime,
    replicas,
    impersonation,
    defaultServiceAccount,
    controllerArg: args,
  } = options
  const chosen: InstallOptions = {
    namespace,
    image,
    replicas,
    impersonation,
    defaultServiceAccount,
    args,
    serviceMonitor: options.serviceMonitor ?? false,
  }
  if (options.crdsOnly && !options.apply) return print(definitions(), output)
  if (!options.apply) return print(installObjects(chosen), output)
  return apply(options, chosen, output)
}

function print(objects: readonly InstalledObject[], output: Output): number {
  output.out(objects.map((object) => `---\n${writeYaml(object)}`).join(''))
  return 0
}

async function apply(options: InstallCommandOptions, chosen: InstallOptions, output: Output): Promise<number> {
  const { kubeconfig, context, dryRun, crdsOnly } = options
  const client = new ApiClient(findConnection({ paths: kubeconfig === undefined ? undefined : [kubeconfig], context }))
  const objects = new Objects(client)
  try {
    const serviceMonitor = options.serviceMonitor ?? (await objects.kinds.has('monitoring.coreos.com/v1', 'ServiceMonitor'))
    const wanted = crdsOnly ? definitions() : installObjects({ ...chosen, serviceMonitor })
    let missing = false
    for (const object of wanted) {
      const name = `${object.kind}/${object.metadata.name}`
      try {
        const before = await objects.get(object)
        const { created, live } = await objects.apply(object, { force: true, dryRun })
        const same = before?.metadata.resourceVersion === live.metadata.resourceVersion
        output.out(`${created ? 'created ' : same ? 'as it was' : 'changed '} ${name}\n`)
      } catch (error) {
        // A dry run makes no namespace, so that nothing in it can be tried.
        if (!(dryRun && error instanceof ApiError && error.isNotFound)) throw error
        missing = true
        output.out(`not tried ${name}: its namespace is not there yet\n`)
      }
    }
    if (!dryRun) await waitForKinds(objects)
    output.error(dryRun ? `nothing was written${missing ? '' : ': the cluster takes all of it'}\n` : next(options.namespace, crdsOnly))
    return 0
  } finally {
    client.close()
  }
}

/** So that a Factory can be made right after. */
async function waitForKinds(objects: Objects): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const list = await objects.client.find<{ resources: readonly unknown[] }>({ path: `/apis/${API_VERSION}` })
    if ((list?.resources.length ?? 0) >= 2 * definitions().length) return
    await sleep(250)
  }
  throw new AIFactoryError('AF8515', 'our kinds are not served by the cluster after 15 s', {
    hint: 'Look at the conditions of the definitions.',
  })
}

const next = (namespace: string, crdsOnly: boolean): string =>
  crdsOnly ? 'our kinds are there\n' : `installed. Its pods: kubectl -n ${namespace} get pods. Its factories: kubectl get factories -A\n`
