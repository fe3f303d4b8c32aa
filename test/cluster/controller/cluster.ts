import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { ApiClient, type ClientOptions } from '../../../reconciler/platforms/kubernetes/client/api-client.js'
import { fromKubeconfig } from '../../../reconciler/platforms/kubernetes/client/kubeconfig.js'
import { Objects } from '../../../reconciler/platforms/kubernetes/client/objects.js'
import { customResourceDefinitions } from '../../../schema/crds/crds.js'

/** The API server of the tests, as its administrator. */
export function connect(options: ClientOptions = {}): Objects {
  return new Objects(new ApiClient(fromKubeconfig({ paths: [inject('kubeconfig')] }), options))
}

let count = 0

/** A namespace of its own for a test. */
export async function newNamespace(objects: Objects, prefix = 't'): Promise<string> {
  const name = `${prefix}-${process.pid}-${(Date.now() % 1e6).toString(36)}${count++}`
  await objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  return name
}

/** Makes our kinds known, and waits until they are. */
export async function installKinds(objects: Objects): Promise<void> {
  for (const crd of customResourceDefinitions()) await objects.apply(crd, { force: true })
  await until('our kinds are served', async () => {
    const list = await objects.client.find<{ resources: { name: string }[] }>({ path: '/apis/aifactory.dev/v1alpha1' })
    return (list?.resources.length ?? 0) >= 2 * customResourceDefinitions().length
  })
}

/** Waits until something holds, and returns what it gave. */
export async function until<T>(what: string, check: () => Promise<T | undefined | false>, timeoutMs = 20_000): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const found = await check()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${timeoutMs / 1000} s for: ${what}`)
    await sleep(50)
  }
}
