import { operateCommand, runOperate } from '../operate/operate-command.js'
import type { Output } from '../terminal/output.js'

/** `aifactory why OBJECT`: why something waits, is not trained or not promoted, with the evidence. */
export function run(args: readonly string[], output?: Output): Promise<number> {
  const command = operateCommand('why', 'Say why an object is as it is: waiting, not trained, not promoted; with the evidence.')
  return runOperate(
    command.argument('<object>', 'such as late-arrival, endpoint/delay-api, or late-arrival@3 for a version'),
    args,
    async (desk, _options, [object = '']) => {
      const [{ why }, { showExplanation }] = await Promise.all([import('../operate/why/why.js'), import('../operate/show.js')])
      const explanation = why(desk, object)
      return { text: (pc) => showExplanation(explanation, pc), json: explanation }
    },
    output,
  )
}
