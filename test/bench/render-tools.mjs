// How long it takes to render the example for every tool, in one process that has compiled it, and beside it how long for Kubernetes.
// Prints the median and the slowest of 20 rounds, in milliseconds. Figure: all in under 300 ms.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const source = `
export { renderTool } from '${root}compiler/backends/render-tool.ts'
export { TOOL_NAMES } from '${root}compiler/backends/tool-names.ts'
export { compile } from '${root}compiler/compile.ts'
export { renderKubernetes } from '${root}compiler/backends/kubernetes/render.ts'
export { objectsToYaml } from '${root}compiler/backends/kubernetes/yaml.ts'
export { openFactory } from '${root}cli/disk-files.ts'
`
const outfile = `${root}dist/bench/render-tools.mjs`
await build({
  stdin: { contents: source, resolveDir: root },
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
})
const { renderTool, TOOL_NAMES, compile, renderKubernetes, objectsToYaml, openFactory } = await import(outfile)
const { files, entry } = openFactory(`${root}examples/flight-delays`)
const { factory } = await compile({ files, entry })
const round = async () => {
  const started = performance.now()
  for (const name of TOOL_NAMES) await renderTool(name, factory)
  await objectsToYaml(renderKubernetes(factory))
  return performance.now() - started
}
const first = await round()
const times = []
for (let index = 0; index < 20; index++) times.push(await round())
times.sort((a, b) => a - b)
console.log(
  `${TOOL_NAMES.length} tools and Kubernetes: first ${first.toFixed(1)} ms, then median ${times[10].toFixed(1)} ms, slowest ${times[19].toFixed(1)} ms`,
)
