import { openFactory } from '../../cli/disk-files.js'
import { compileFor } from '../../cli/render/compile-for.js'
import { renderKubernetes } from '../../compiler/backends/kubernetes/render.js'
import { objectsToYaml } from '../../compiler/backends/kubernetes/yaml.js'

const WARM_UP = 300
const MEASURED = 300

const folder = process.argv[2] ?? '.'
const times: number[] = []
for (let round = 0; round < WARM_UP + MEASURED; round++) {
  const start = performance.now()
  const { factory } = await compileFor('kubernetes', openFactory(folder), { target: 'prod' })
  if (factory === undefined) throw new Error('the example has errors')
  if ((await objectsToYaml(renderKubernetes(factory))).length < 10_000) throw new Error('objects are missing')
  if (round >= WARM_UP) times.push(performance.now() - start)
}
times.sort((a, b) => a - b)
const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN
console.log(JSON.stringify({ p50: at(0.5), p95: at(0.95) }))
