import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    kubeconfig: string
  }
}

/** Starts etcd and kube-apiserver once for all tests, and stops them at the end. AIFACTORY_TEST_KUBECONFIG takes one that runs. */
export default function controlPlane(project: TestProject): (() => void) | undefined {
  const given = process.env.AIFACTORY_TEST_KUBECONFIG
  if (given) {
    project.provide('kubeconfig', given)
    return undefined
  }
  const run = mkdtempSync(join(tmpdir(), 'aifactory-controller-'))
  const env = { ...process.env, AIFACTORY_CLUSTER_RUN: join(run, 'cluster') }
  const harness = (command: string): string =>
    execFileSync('bash', [new URL('../harness', import.meta.url).pathname, command], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  project.provide('kubeconfig', harness('up').trim())
  return () => {
    harness('down')
    rmSync(run, { recursive: true, force: true })
  }
}
