import { printFailure } from './terminal/failure.js'

/** Each command lives in its own module, loaded only when it is called. */
interface CommandModule {
  /** Runs with the arguments after the command's name; returns the exit status: 0 fine, 1 problems found, 2 bad usage. */
  run(args: readonly string[]): Promise<number>
}

const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<CommandModule> }>> = {
  init: { summary: 'write a starter file for a CSV or parquet of yours', load: () => import('./commands/init.js') },
  validate: { summary: 'check aifactory.yaml', load: () => import('./commands/validate-many.js') },
  explain: { summary: 'show values with where they come from', load: () => import('./commands/explain.js') },
  fix: { summary: 'put right what can only be meant in one way', load: () => import('./commands/fix.js') },
  migrate: { summary: 'bring aifactory.yaml to the current apiVersion', load: () => import('./commands/migrate.js') },
  render: { summary: 'print the Kubernetes objects of aifactory.yaml', load: () => import('./commands/render.js') },
  step: { summary: 'run one step of a pipeline that was rendered for another engine', load: () => import('./commands/step.js') },
  doctor: { summary: 'say what backends need and this machine lacks', load: () => import('./commands/doctor.js') },
  comment: { summary: 'put Markdown on the pull or merge request of a CI job', load: () => import('./commands/comment.js') },
  schema: { summary: 'print the JSON Schema of aifactory.yaml', load: () => import('./commands/schema.js') },
  lsp: { summary: 'serve editors by the Language Server Protocol', load: () => import('./commands/lsp.js') },
  resident: { summary: 'keep a warm compiler that aifactory-ask asks', load: () => import('./commands/resident.js') },
  plan: { summary: 'show what putting the files in force would do', load: () => import('./commands/plan.js') },
  apply: { summary: 'plan, ask, and work until nothing is left to do', load: () => import('./commands/apply.js') },
  up: { summary: 'reconcile a folder of a git repository on this machine', load: () => import('./commands/up.js') },
  replay: { summary: 'send past data as traffic with a virtual clock', load: () => import('./commands/replay.js') },
  start: { summary: 'up and replay together, as a first tour', load: () => import('./commands/start.js') },
  backtest: { summary: 'say what the policy of the file would have done with past data', load: () => import('./commands/backtest.js') },
  status: { summary: 'show what is in force, and what each object does', load: () => import('./commands/status.js') },
  why: { summary: 'say why something waits, is not trained or not promoted', load: () => import('./commands/why.js') },
  events: { summary: 'show what has happened', load: () => import('./commands/events.js') },
  logs: { summary: 'show what servers and failed jobs have written', load: () => import('./commands/logs.js') },
  suspend: { summary: 'leave an object as it is until it is resumed', load: () => import('./commands/suspend.js') },
  resume: { summary: 'work again on what was suspended', load: () => import('./commands/resume.js') },
  promote: { summary: 'let a version serve at once', load: () => import('./commands/promote.js') },
  rollback: { summary: 'give up a rollout, or go back to the version before', load: () => import('./commands/rollback.js') },
  approve: { summary: 'give your word for a version or a rollout', load: () => import('./commands/approve.js') },
  controller: { summary: 'keep the Factories of a cluster in force', load: () => import('./commands/controller.js') },
  install: { summary: 'print or apply what runs in a cluster', load: () => import('./commands/install.js') },
  uninstall: { summary: 'take it out of a cluster again', load: () => import('./commands/uninstall.js') },
  help: { summary: 'say what a code such as AF2001 means', load: () => import('./commands/help.js') },
}

const USAGE = `usage: aifactory <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

aifactory <command> --help shows a command's options.
`

const [name, ...args] = commandOf(process.argv.slice(2))
if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
  process.stdout.write(USAGE)
  process.exitCode = name === undefined ? 2 : 0
} else if (Object.hasOwn(COMMANDS, name)) {
  try {
    const module = await COMMANDS[name]?.load()
    process.exitCode = (await module?.run(args)) ?? 3
  } catch (error) {
    process.exitCode = printFailure(error)
  }
} else {
  process.stderr.write(`unknown command: ${name}\n\n${USAGE}`)
  process.exitCode = 2
}

/** `aifactory help COMMAND` is `aifactory COMMAND --help`. */
function commandOf(args: readonly string[]): readonly string[] {
  const [first, second = '', ...rest] = args
  return first === 'help' && rest.length === 0 && second !== 'help' && Object.hasOwn(COMMANDS, second) ? [second, '--help'] : args
}
