import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { deployFiles } from './deploy-files.js'
import { installObjects } from './install-objects.js'

const DEPLOY = new URL('../../deploy/', import.meta.url).pathname
const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

it('deploy/ is what the code gives: run node scripts/deploy.mjs', async () => {
  const there = (await readdir(DEPLOY, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = there.map(({ parentPath, name }) => join(parentPath, name).slice(DEPLOY.length))
  const files = deployFiles(version)
  expect(paths.sort()).toEqual([...files.keys()].sort())
  for (const [path, text] of files) expect(await readFile(join(DEPLOY, path), 'utf8'), path).toBe(text)
})

it('every object of an installation is in both', () => {
  const options = { namespace: 'n', image: 'i', replicas: 2, impersonation: false, serviceMonitor: false, args: [] }
  const files = [...deployFiles(version).keys()]
  for (const { kind, metadata } of installObjects(options)) {
    const name = `${kind.toLowerCase()}-${metadata.name}.yaml`
    if (kind === 'Namespace') continue
    expect(files).toContain(`kustomize/${name}`)
    expect(
      files.some((path) => path.startsWith('helm/') && path.endsWith(`/${name}`)),
      name,
    ).toBe(true)
  }
})
