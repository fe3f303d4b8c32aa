import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { startForge } from './forge.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'aifactory-ci-'))
let passed = 0
let failed = 0

async function check(name, run) {
  try {
    await run()
    passed++
    console.log(`ok   ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}\n${String(error?.message ?? error).replace(/^/gm, '     ')}`)
  }
}

function expect(holds, message) {
  if (!holds) throw new Error(message)
}

/** Runs a program, and fails where it ends with another status than is expected. */
function run(command, args, { cwd = root, env = {}, status = 0 } = {}) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } })
  const text = `${done.stdout}${done.stderr}`
  if (done.error) throw done.error
  expect(done.status === status, `${command} ended with ${done.status}, not ${status}:\n${text}`)
  return done
}

// The aifactory on the PATH, as somebody would have installed it.
const bin = join(work, 'bin')
mkdirSync(bin)
writeFileSync(join(bin, 'aifactory'), `#!/bin/sh\nexec node "${root}bin/aifactory.js" "$@"\n`)
chmodSync(join(bin, 'aifactory'), 0o755)
process.env.PATH = `${bin}:${process.env.PATH}`
Object.assign(process.env, {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
})

/** A repository with the example, in two commits: the second one changes a parameter. */
const repository = join(work, 'repository')
const factory = join(repository, 'models', 'flights')
cpSync(join(root, 'examples/flight-delays'), factory, { recursive: true })
const git = (...args) => run('git', args, { cwd: repository }).stdout.trim()
git('init', '-q', '-b', 'main')
git('add', '-A')
git('commit', '-q', '-m', 'Add the example')
const base = git('rev-parse', 'HEAD')
const file = join(factory, 'aifactory.yaml')
const valid = readFileSync(file, 'utf8').replace('epochs: 15', 'epochs: 16')
const broken = valid.replace('dataset: departures', 'dataset: departure')
writeFileSync(file, valid)
git('commit', '-q', '-a', '-m', 'Train longer')

const read = (path) => readFileSync(join(root, path), 'utf8')
const action = parse(read('action.yml'))
const template = parse(read('ci/gitlab.yml'))

await check('actionlint accepts the reusable workflow', () =>
  run('actionlint', ['-shellcheck', 'shellcheck', '.github/workflows/aifactory.yml']),
)
await check('actionlint accepts a workflow that uses the action with all inputs', () => {
  const folder = join(work, 'uses')
  mkdirSync(join(folder, '.github/workflows'), { recursive: true })
  writeFileSync(join(folder, 'action.yml'), read('action.yml'))
  const inputs = Object.keys(action.inputs).map((name) => `          ${name}: x`)
  const workflow = [
    'on: pull_request',
    'jobs:',
    '  a:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: ./',
    '        with:',
    ...inputs,
  ]
  writeFileSync(join(folder, '.github/workflows/a.yml'), `${workflow.join('\n')}\n`)
  git('init', '-q', folder)
  run('actionlint', [], { cwd: folder })
})
await check('the documented workflow passes actionlint', () => {
  const [, workflow] = /```yaml\n(# \.github\/workflows\/[\s\S]*?)```/.exec(read('docs/ci.md')) ?? []
  expect(workflow, 'docs/ci.md has no workflow')
  const folder = join(work, 'documented')
  mkdirSync(join(folder, '.github/workflows'), { recursive: true })
  writeFileSync(join(folder, '.github/workflows/a.yml'), workflow)
  git('init', '-q', folder)
  run('actionlint', [], { cwd: folder })
})
await check('the action fits its schema', () => run('check-jsonschema', ['--builtin-schema', 'vendor.github-actions', 'action.yml']))
await check('the workflow fits its schema', () =>
  run('check-jsonschema', ['--builtin-schema', 'vendor.github-workflows', '.github/workflows/aifactory.yml']),
)
await check('the GitLab template fits its schema', () => run('check-jsonschema', ['--builtin-schema', 'vendor.gitlab-ci', 'ci/gitlab.yml']))

const scripts = action.runs.steps.filter(({ run: script }) => script !== undefined)
for (const { name, run: script } of scripts) {
  await check(`the step ${name} has no expression in its script, and shellcheck accepts it`, () => {
    expect(!script.includes('${{'), 'a value would become part of the script')
    const path = join(work, 'step.sh')
    writeFileSync(path, `#!/usr/bin/env bash\n${script}\n`)
    run('shellcheck', [path])
  })
}

/** Runs the steps of the action as a runner would, for the inputs and the event given. */
async function runAction(inputs, { status = 0, token = 't0ken', pullRequest = true } = {}) {
  const forge = await startForge(token)
  const given = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
    version: 'installed',
    token,
    ...inputs,
  }
  const runner = mkdtempSync(join(work, 'runner-'))
  writeFileSync(join(runner, 'event.json'), JSON.stringify(pullRequest ? { pull_request: { number: 7, base: { sha: base } } } : {}))
  const context = {
    github: { token, event_name: pullRequest ? 'pull_request' : 'push', event: { pull_request: { base: { sha: base } } } },
    inputs: given,
  }
  const value = (text) =>
    String(text).replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, path) => path.split('.').reduce((at, key) => at?.[key], context) ?? '')
  let output = ''
  let ended = 0
  for (const step of scripts) {
    const holds = (step.if ?? 'true').split(' && ').every((part) => {
      const [, path, operator, wanted] = /^([\w.]+) (==|!=) '(.*)'$/.exec(part) ?? []
      return path === undefined || (value(`\${{ ${path} }}`) === wanted) === (operator === '==')
    })
    if (!holds) continue
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, value(text)]))
    const done = await asynchronously('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      ...env,
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: forge.url,
      GITHUB_REPOSITORY: 'team/flights',
      GITHUB_EVENT_PATH: join(runner, 'event.json'),
      GITHUB_STEP_SUMMARY: join(runner, 'summary'),
      GITHUB_OUTPUT: join(runner, 'output'),
      RUNNER_TEMP: runner,
    })
    output += done.text
    ended = done.status
    if (ended !== 0) break
  }
  forge.close()
  expect(ended === status, `ended with ${ended}, not ${status}:\n${output}`)
  return { output, comments: forge.comments, summary: ended === 0 && pullRequest ? readFileSync(join(runner, 'summary'), 'utf8') : '' }
}

/** The stand-in of a forge is in this process, so it must not wait. */
async function asynchronously(command, args, env) {
  const { spawn } = await import('node:child_process')
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, env: { ...process.env, ...env } })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, text }))
  })
}

await check('the action comments the plan on a pull request', async () => {
  const { comments, summary } = await runAction({ path: 'models/flights' })
  expect(comments.length === 1 && comments[0].body.startsWith('<!-- aifactory: models/flights'), JSON.stringify(comments))
  expect(/late-arrival/.test(comments[0].body) && /late-arrival/.test(summary), comments[0].body)
})
await check('the action comments nothing where it should not', async () => {
  const { comments } = await runAction({ path: 'models/flights', comment: 'false' })
  expect(comments.length === 0, JSON.stringify(comments))
})
await check('the action only validates what is pushed', async () => {
  const { comments } = await runAction({ path: 'models/flights', target: 'prod' }, { pullRequest: false })
  expect(comments.length === 0, JSON.stringify(comments))
})
await check('values of inputs are no code', async () => {
  const mark = join(work, 'injected')
  await runAction({ path: `models/flights"; touch ${mark}; echo "$(touch ${mark})` }, { status: 2 })
  expect(spawnSync('test', ['-e', mark]).status !== 0, 'the input was run')
})
await check('the action annotates a mistake at its line, and fails', async () => {
  writeFileSync(file, broken)
  const { output } = await runAction({ path: 'models/flights' }, { status: 1 })
  writeFileSync(file, valid)
  expect(/^::error .*file=models\/flights\/aifactory\.yaml,.*line=\d+.*AF3005/m.test(output), output)
})

/** The script of a job of the GitLab template, as a runner joins it. */
async function runGitLab(job, env, status = 0) {
  const forge = await startForge('t0ken')
  const lines = [...template['.aifactory'].before_script, ...template[job].script]
  const variables = {
    ...template.variables,
    ...template[job].variables,
    AIFACTORY_VERSION: 'installed',
    AIFACTORY_PATH: 'models/flights',
    ...env,
  }
  const done = await asynchronously('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    GITLAB_CI: 'true',
    CI_API_V4_URL: forge.url,
    CI_PROJECT_ID: '42',
    CI_MERGE_REQUEST_IID: '7',
    CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
    GITLAB_TOKEN: 't0ken',
  })
  forge.close()
  expect(done.status === status, `ended with ${done.status}, not ${status}:\n${done.text}`)
  return { ...done, comments: forge.comments }
}

git('remote', 'add', 'origin', repository)
await check('the GitLab jobs report tests, and a note with the plan', async () => {
  await runGitLab('aifactory-validate', {})
  const junit = readFileSync(join(repository, 'aifactory-junit.xml'), 'utf8')
  expect(/<testsuites?\b/.test(junit), junit)
  const { comments } = await runGitLab('aifactory-plan', {})
  expect(comments.length === 1 && /late-arrival/.test(comments[0].body), JSON.stringify(comments))
})
await check('the GitLab job fails for a mistake, with a report and the reason', async () => {
  writeFileSync(file, broken)
  const { text } = await runGitLab('aifactory-validate', {}, 1)
  writeFileSync(file, valid)
  expect(text.includes('AF3005'), text)
  expect(readFileSync(join(repository, 'aifactory-junit.xml'), 'utf8').includes('AF3005'), 'the report lacks the code')
})

await check('pre-commit runs the hook, which lets good files pass and stops others', () => {
  const hooks = join(work, 'hooks')
  mkdirSync(hooks)
  cpSync(join(root, '.pre-commit-hooks.yaml'), join(hooks, '.pre-commit-hooks.yaml'))
  run('git', ['init', '-q'], { cwd: hooks })
  run('git', ['add', '-A'], { cwd: hooks })
  run('git', ['commit', '-q', '-m', 'Hooks'], { cwd: hooks })
  const rev = run('git', ['rev-parse', 'HEAD'], { cwd: hooks }).stdout.trim()
  writeFileSync(
    join(repository, '.pre-commit-config.yaml'),
    `repos:\n  - repo: ${hooks}\n    rev: ${rev}\n    hooks:\n      - id: aifactory-validate\n`,
  )
  const env = { PRE_COMMIT_HOME: join(work, 'pre-commit') }
  git('add', '-A')
  run('pre-commit', ['run', '--all-files'], { cwd: repository, env })
  writeFileSync(file, broken)
  git('add', '-A')
  const { stdout } = run('pre-commit', ['run'], { cwd: repository, env, status: 1 })
  expect(stdout.includes('AF3005'), stdout)
})

rmSync(work, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
