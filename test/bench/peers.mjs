// The programs that rendering and checking are compared with, in ${XDG_CACHE_HOME:-~/.cache}/aifactory-tools. Each is installed
// there by its own package manager when it is asked for first; one that cannot be had is passed over, with a line that says so.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const TOOLS = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aifactory-tools')
const MINUTES = 10

const HELM = 'v4.3.1'
const KUSTOMIZE = 'v5.8.1'
const CDK8S = { cdk8s: '2.70.106', constructs: '10.8.1' }
const CHECK_JSONSCHEMA = '0.39.0'

/** Path of the program, or undefined. */
export const helm = () => goProgram('helm', `helm.sh/helm/${HELM.split('.')[0]}/cmd/helm`, HELM)
export const kustomize = () => goProgram('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5', KUSTOMIZE)

export function checkJsonSchema() {
  const folder = join(TOOLS, `check-jsonschema-${CHECK_JSONSCHEMA}`)
  return installed('check-jsonschema', join(folder, 'bin', 'check-jsonschema'), () => [
    ['python3', ['-m', 'venv', folder]],
    [join(folder, 'bin', 'pip'), ['install', '-q', `check-jsonschema==${CHECK_JSONSCHEMA}`]],
  ])
}

/** A folder with cdk8s in its node_modules, or undefined. */
export function cdk8s() {
  const folder = join(TOOLS, `cdk8s-${CDK8S.cdk8s}`)
  const packages = Object.entries(CDK8S).map(([name, version]) => `${name}@${version}`)
  const found = installed('cdk8s', join(folder, 'node_modules', 'cdk8s', 'package.json'), () => {
    mkdirSync(folder, { recursive: true })
    return [['npm', ['install', '--silent', '--ignore-scripts', '--prefix', folder, ...packages]]]
  })
  return found && folder
}

function goProgram(name, module, version) {
  const folder = join(TOOLS, `${name}-${version}`)
  return installed(name, join(folder, name), () => [['go', ['install', `${module}@${version}`], { GOBIN: folder }]])
}

function installed(name, path, commands) {
  if (existsSync(path)) return path
  console.log(`installing ${name}`)
  for (const [program, args, env] of commands()) {
    const { status, error } = spawnSync(program, args, { env: { ...process.env, ...env }, stdio: 'ignore', timeout: MINUTES * 60_000 })
    if (status !== 0) {
      console.log(`${name} is passed over: ${program} ${error ? error.message : `ended with ${status}`}`)
      return undefined
    }
  }
  return path
}
