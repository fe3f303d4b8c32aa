// Prints, as one List, the pods that the rendered objects in a folder would make: `node pods.mjs FOLDER`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** The pod template of an object of any kind that has one. */
function templateOf({ kind, spec }) {
  if (kind === 'Deployment' || kind === 'Job') return spec.template
  if (kind === 'CronJob') return spec.jobTemplate.spec.template
  return undefined
}

const [folder] = process.argv.slice(2)
const items = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => parse(readFileSync(join(folder, file), 'utf8')))
  .flatMap((object) => {
    const template = templateOf(object)
    if (!template) return []
    const name = `${object.kind.toLowerCase()}-${object.metadata.name}`.slice(0, 63).replace(/-+$/, '')
    return [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...template.metadata, name, namespace: object.metadata.namespace },
        spec: template.spec,
      },
    ]
  })
process.stdout.write(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
