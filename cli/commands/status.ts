import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

/** `aifactory status`: who serves, what is on its way, and what watches. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  return runOperate(
    operateCommand('status', 'Show what is in force in a folder, and what each object does.'),
    args,
    async (desk) => {
      const [{ why }, { showStatus }] = await Promise.all([import('../operate/why/why.js'), import('../operate/show.js')])
      const explanations = desk.objects.map((object) => why(desk, object))
      return {
        text: (pc) => showStatus(desk, new Map(explanations.map(({ object, headline }) => [object, headline])), pc),
        json: {
          factory: desk.state.factory,
          revision: desk.state.revision,
          now: new Date(desk.state.now).toISOString(),
          atWork: desk.atWork,
          suspended: Object.fromEntries(desk.suspensions),
          objects: explanations,
        },
      }
    },
    output,
  )
}
