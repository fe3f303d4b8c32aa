import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    kubeconfig: string
    /** A folder of this machine that pods have as a volume. */
    volume: string
    image: string
  }
}

/** Starts a cluster with a node and brings the image there. AIFACTORY_TEST_IMAGE names one that the node has already. */
export default function node(project: TestProject): () => void {
  const image = process.env.AIFACTORY_TEST_IMAGE ?? 'localhost/aifactory:test'
  const folder = mkdtempSync(join(tmpdir(), 'aifactory-node-'))
  chmodSync(folder, 0o755)
  const harness = (...args: string[]): string =>
    execFileSync('bash', ['test/cluster/harness', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  project.provide('kubeconfig', harness('up', 'node').trim().split('\n').at(-1) ?? '')
  if (!process.env.AIFACTORY_TEST_IMAGE) {
    const archive = join(folder, 'image.tar')
    execFileSync('bash', ['test/cluster/image', archive, image], { stdio: ['ignore', 'ignore', 'inherit'] })
    harness('load', archive)
    rmSync(archive)
  }
  project.provide('image', image)
  project.provide('volume', folder)
  return () => {
    if (process.env.AIFACTORY_KEEP) return
    harness('down')
    rmSync(folder, { recursive: true, force: true })
  }
}
