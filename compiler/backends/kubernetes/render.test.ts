import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Factory } from '../../graph/factory.js'
import { FACTORY, MODEL } from './fixtures/factory.js'
import { factories } from './fixtures/variations.js'
import type { Json, JsonMap, KubernetesObject } from './object.js'
import { ORDER } from './order.js'
import { renderKubernetes } from './render.js'
import { fileNameOf, objectsToYaml } from './yaml.js'

const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Every map inside a value, itself included. */
function maps(value: Json | undefined): JsonMap[] {
  if (Array.isArray(value)) return value.flatMap(maps)
  if (typeof value !== 'object' || value === null) return []
  return [value as JsonMap, ...Object.values(value as JsonMap).flatMap(maps)]
}

/** The specs of all pods that the objects make. */
const podSpecs = (objects: readonly KubernetesObject[]): JsonMap[] =>
  objects.flatMap((object) => maps(object).filter((map) => Array.isArray(map.containers)))
const containersOf = (pod: JsonMap): JsonMap[] => [...maps(pod.initContainers), ...maps(pod.containers)].filter((map) => 'image' in map)
const ofKind = (objects: readonly KubernetesObject[], kind: string): KubernetesObject[] => objects.filter((object) => object.kind === kind)
const find = (objects: readonly KubernetesObject[], kind: string, name: RegExp): KubernetesObject => {
  const found = ofKind(objects, kind).filter((object) => name.test(object.metadata.name))
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} objects match ${kind} ${name}`)
  return found[0]
}

const changed = (change: Partial<Factory>): KubernetesObject[] => renderKubernetes({ ...FACTORY, ...change })
const withTrainer = (trainer: Partial<typeof MODEL.trainer>): KubernetesObject[] =>
  changed({ models: { 'late-arrival': { ...MODEL, trainer: { ...MODEL.trainer, ...trainer } as typeof MODEL.trainer } } })

describe('any factory', () => {
  test('has valid, distinct names and valid labels', () => {
    fc.assert(
      fc.property(factories, (factory) => {
        const objects = renderKubernetes(factory)
        for (const { kind, metadata } of objects) {
          expect(metadata.name).toMatch(DNS_LABEL)
          if (kind === 'Service') expect(metadata.name).toMatch(/^[a-z]/)
          if (kind === 'CronJob') expect(metadata.name.length).toBeLessThanOrEqual(52)
        }
        const ids = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(objects.map(fileNameOf)).size).toBe(ids.length)
        for (const map of objects.flatMap(maps)) {
          for (const field of ['labels', 'matchLabels']) {
            const labels = map[field]
            if (typeof labels === 'object' && labels !== null) for (const value of Object.values(labels)) expect(value).toMatch(LABEL_VALUE)
          }
        }
        for (const pod of podSpecs(objects)) for (const container of containersOf(pod)) expect(container.name).toMatch(DNS_LABEL)
      }),
    )
  })

  test('refers only to objects that are there, by selectors that find them', () => {
    fc.assert(
      fc.property(factories, (factory) => {
        const objects = renderKubernetes(factory)
        const names = (kind: string): string[] => ofKind(objects, kind).map(({ metadata }) => metadata.name)
        for (const pod of podSpecs(objects)) {
          expect(factory.platform.serviceAccountName ? [factory.platform.serviceAccountName] : names('ServiceAccount')).toContain(
            pod.serviceAccountName,
          )
          for (const volume of maps(pod.volumes)) {
            if (volume.configMap) expect(names('ConfigMap')).toContain((volume.configMap as JsonMap).name)
            if (volume.persistentVolumeClaim)
              expect(names('PersistentVolumeClaim')).toContain((volume.persistentVolumeClaim as JsonMap).claimName)
          }
          const volumes = maps(pod.volumes).map((volume) => volume.name)
          for (const mount of containersOf(pod).flatMap((container) => maps(container.volumeMounts))) expect(volumes).toContain(mount.name)
        }
        for (const { metadata, spec } of ofKind(objects, 'Service')) {
          const { template } = find(objects, 'Deployment', new RegExp(`^${metadata.name}$`)).spec as {
            template: { metadata: { labels: Record<string, string> } }
          }
          expect(template.metadata.labels).toMatchObject((spec as { selector: Record<string, string> }).selector)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('meets the restricted Pod Security Standard, and its pods hold no token', () => {
    fc.assert(
      fc.property(factories, (factory) => {
        for (const pod of podSpecs(renderKubernetes(factory))) {
          expect(pod).toMatchObject({
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          })
          for (const container of containersOf(pod)) {
            expect(container).toMatchObject({
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
              resources: { limits: { cpu: expect.any(String), memory: expect.any(String) } },
            })
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  test('is rendered alike, whatever order its maps have', async () => {
    await fc.assert(
      fc.asyncProperty(factories, async (factory) => {
        const shuffled = JSON.parse(
          JSON.stringify({
            ...factory,
            endpoints: Object.fromEntries(Object.entries(factory.endpoints).reverse()),
            graph: [...factory.graph].reverse(),
          }),
        ) as Factory
        expect(await objectsToYaml(renderKubernetes(shuffled))).toBe(await objectsToYaml(renderKubernetes(factory)))
      }),
      { numRuns: 30 },
    )
  })
})

test('the YAML reads back as the objects, in an order that can be applied', async () => {
  const objects = renderKubernetes(FACTORY)
  const read = parseAllDocuments(await objectsToYaml(objects)).map((document) => document.toJS() as KubernetesObject)
  expect(read).toEqual(JSON.parse(JSON.stringify(objects)))
  const ranks = read.map(({ kind }) => ORDER.indexOf(kind))
  expect(ranks).not.toContain(-1)
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
  expect(objects.map(fileNameOf)).toEqual(objects.map(fileNameOf).sort())
})

describe('content-addressed jobs', () => {
  const jobNames = (objects: readonly KubernetesObject[]): string[] => ofKind(objects, 'Job').map(({ metadata }) => metadata.name)

  test('what does not change keeps its name', () => {
    const before = jobNames(renderKubernetes(FACTORY))
    const after = jobNames(withTrainer({ resources: { cpu: '3', memory: '4Gi' } }))
    expect(after.filter((name) => !before.includes(name))).toEqual([expect.stringMatching(/^flight-delays-train-late-arrival-/)])
  })

  test('another image makes other jobs, since a job cannot be changed', () => {
    const before = jobNames(renderKubernetes(FACTORY))
    const after = jobNames(changed({ platform: { ...FACTORY.platform, images: { ...FACTORY.platform.images, runtime: 'other:1' } } }))
    expect(after.filter((name) => before.includes(name))).toEqual([])
  })

  test('each waits for those before it', () => {
    const objects = renderKubernetes(FACTORY)
    const step = (name: RegExp): { places: { outputDir: string }; needs?: string[] } => {
      const [text] = Object.values((find(objects, 'ConfigMap', name).data ?? {}) as Record<string, string>)
      return JSON.parse(text ?? '')
    }
    expect(step(/-dataset-/).needs).toEqual([step(/-validate-/).places.outputDir])
    expect(step(/-train-/).needs).toEqual([step(/-dataset-/).places.outputDir])
    expect(step(/-evaluate-/).needs).toEqual([step(/-train-/).places.outputDir])
  })
})

test('spot, GPU and queue show in the training jobs alone', () => {
  const platform = {
    ...FACTORY.platform,
    images: { ...FACTORY.platform.images, gpu: 'gpu:1' },
    gpu: { resourceName: 'amd.com/gpu', nodeSelector: { gpu: 'yes' } },
    spot: { nodeSelector: { spot: 'yes' }, tolerations: [{ key: 'spot', operator: 'Exists' }] },
  }
  const models = { 'late-arrival': { ...MODEL, trainer: { ...MODEL.trainer, spot: true, queueName: 'research', resources: { gpu: 2 } } } }
  const objects = changed({ platform, models })
  const train = find(objects, 'Job', /-train-/)
  expect(train.metadata.labels['kueue.x-k8s.io/queue-name']).toBe('research')
  const [pod] = podSpecs([train])
  expect(pod).toMatchObject({
    nodeSelector: { gpu: 'yes', spot: 'yes' },
    tolerations: [{ key: 'amd.com/gpu' }, { key: 'spot' }],
    containers: [{ image: 'gpu:1', resources: { limits: { 'amd.com/gpu': '2' } } }],
  })
  const [plain] = podSpecs([find(objects, 'Job', /-evaluate-/)])
  expect(plain).not.toHaveProperty('tolerations')
  expect(JSON.stringify(plain)).not.toContain('amd.com')
})

test('values of secrets are only referred to', () => {
  const trainer = {
    ...MODEL.trainer,
    runtime: 'command' as const,
    command: ['python3', 'train.py'],
    code: ['train.py'],
    parameters: {},
    env: { KEY: { secretRef: { name: 's', key: 'k' } }, MODE: 'fast' },
  }
  const objects = changed({ models: { 'late-arrival': { ...MODEL, trainer } } })
  const [pod] = podSpecs([find(objects, 'Job', /-train-/)])
  expect(pod).toMatchObject({
    containers: [{ env: expect.arrayContaining([{ name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }]) }],
  })
  const step = JSON.parse(Object.values(find(objects, 'ConfigMap', /-train-/).data as Record<string, string>)[0] ?? '')
  expect(step).toMatchObject({ secretEnv: ['KEY'], job: { trainer: { env: { MODE: 'fast' } } } })
  expect(ofKind(objects, 'Secret')).toEqual([])
})

test("replicas are the autoscaler's where there is one", () => {
  const fixed = changed({
    endpoints: { 'delay-api': { ...Object.values(FACTORY.endpoints)[0], maxReplicas: 2 } as (typeof FACTORY.endpoints)[string] },
  })
  expect(find(fixed, 'Deployment', /./).spec).toMatchObject({ replicas: 2 })
  expect(ofKind(fixed, 'HorizontalPodAutoscaler')).toEqual([])
  expect(find(renderKubernetes(FACTORY), 'Deployment', /./).spec).not.toHaveProperty('replicas')
})

test('a namespace that others may use is not labelled', () => {
  const [namespace] = ofKind(changed({ platform: { ...FACTORY.platform, namespace: 'ml-prod' } }), 'Namespace')
  expect(namespace).toEqual({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml-prod', labels: {} } })
})
