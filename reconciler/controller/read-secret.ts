import { AIFactoryError } from '../../schema/diagnostic.js'
import type { Objects } from '../platforms/kubernetes/client/objects.js'

/** The keys of a Secret with their values. @throws AIFactoryError AF8506 where there is none. */
export async function readSecret(objects: Objects, namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
  const ref = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } }
  const secret = await objects.get<{ data?: Record<string, string> }>(ref)
  if (!secret) {
    const hint = 'Make it, with the keys that docs/cluster.md lists.'
    throw new AIFactoryError('AF8506', `there is no Secret ${namespace}/${name}`, { hint, retryable: true })
  }
  return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]))
}
