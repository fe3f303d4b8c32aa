import { residentCommands } from './commands.js'
import { currentBuild, runtimeFolder } from './place.js'
import { Resident } from './server.js'

// The process that `aifactory resident start` leaves behind. Its argument is the milliseconds without work after which it ends.
const build = currentBuild()
if (build === undefined) throw new Error('the build has no id')
// It stands in folders only while it answers, so that none is kept from being removed.
process.chdir('/')
const resident = new Resident({
  folder: runtimeFolder(),
  build,
  commands: residentCommands(),
  idleMs: Number(process.argv[2]),
  now: () => performance.now(),
  ended: () => process.exit(0),
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resident.end())
await resident.listen()
