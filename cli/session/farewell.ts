import pc from 'picocolors'
import type { EndpointState } from '../../reconciler/decide/rollout.js'
import type { TrainingState } from '../../reconciler/decide/training.js'
import type { TerminalReporter } from '../terminal/reporter.js'
import { sampleRequest } from './sample-request.js'
import type { Session } from './session.js'

/** Says where everything stands: what serves, where to look, a request to paste, what to try next. False if something failed. */
export async function farewell(
  session: Session,
  reporter: TerminalReporter,
  dashboard: string | undefined,
  options: { readonly dir: string; readonly workingTree: boolean; readonly once: boolean },
): Promise<boolean> {
  const { factory, store, engine } = session
  if (!factory) return false
  let ok = true
  reporter.line()
  for (const model of Object.values(factory.models)) {
    const last = store.document<TrainingState>('training', model.name)?.history.at(-1)
    const champion = store.alias(model.registeredModel, model.aliases.champion)
    const failure = engine.failureOf(`model/${model.name}`) ?? (last?.outcome === 'failed' ? last.message : undefined)
    const problem =
      champion === undefined
        ? `no version ${failure ? 'could be trained' : 'passed its gates'} (${failure ?? last?.message ?? 'not trained'})`
        : failure && `version ${champion} stays champion, since training failed (${failure})`
    if (problem) {
      ok = false
      reporter.line(`${pc.red('✘')} model ${pc.bold(model.name)}: ${problem}`)
    } else
      reporter.line(
        `${pc.green('✔')} model ${pc.bold(model.name)}: version ${champion} of ${store.versions(model.registeredModel).length} is champion`,
      )
  }
  for (const endpoint of Object.values(factory.endpoints)) {
    const failure = engine.failureOf(`endpoint/${endpoint.name}`)
    if (failure) {
      ok = false
      reporter.line(`${pc.red('✘')} endpoint ${pc.bold(endpoint.name)}: ${failure}`)
      continue
    }
    const url = session.servers.get(endpoint.name)
    const state = store.document<EndpointState>('endpoint', endpoint.name)
    if (!url || state?.stable === undefined) continue
    reporter.line(
      `${pc.green('✔')} endpoint ${pc.bold(endpoint.name)}: ${pc.cyan(`${url}/v2/models/${endpoint.model}`)}  metrics ${pc.cyan(`${url}/metrics`)}`,
    )
    if (options.once) continue
    const request = await sampleRequest(endpoint, session)
    if (request) reporter.line(`\n${pc.bold('try it')}\n${request}`)
  }
  for (const { name } of Object.values(factory.monitors)) {
    const failure = engine.failureOf(`monitor/${name}`)
    if (!failure) continue
    ok = false
    reporter.line(`${pc.red('✘')} monitor ${pc.bold(name)}: ${failure}`)
  }
  if (options.once) return ok
  if (dashboard) reporter.line(`\n${pc.bold('look')}     ${pc.cyan(dashboard)}`)
  reporter.line(
    `${pc.bold('next')}     edit ${options.dir}/aifactory.yaml and ${options.workingTree ? 'save' : 'commit'} it: a gate's limit, a parameter, a feature. Only what changed runs again.`,
  )
  reporter.line(`         aifactory init your.csv starts a factory of your own.`)
  reporter.line(pc.dim('         Ctrl-C stops.'))
  return ok
}
