import { Command, Option } from 'commander'
import { type Output, processOutput } from '../terminal/output.js'
import { runCommand } from '../terminal/run-command.js'

interface CommentOptions {
  readonly on?: 'github' | 'gitlab'
  readonly key: string
}

/** `aifactory comment FILE`: puts Markdown as one comment on the pull or merge request that a CI job runs for. */
export function run(
  args: readonly string[],
  output: Output = processOutput(),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const command = new Command('aifactory comment')
    .description('Put a Markdown file as one comment on the pull or merge request that a CI job runs for.')
    .argument('<file>', 'the text of the comment')
    .addOption(new Option('--on <forge>', 'by default the one whose CI this is').choices(['github', 'gitlab']))
    .addOption(new Option('--key <name>', 'takes the place of the comment with the same key').default('plan'))
  return runCommand(command, args, async () => {
    const { postComment } = await import('../comment/post-comment.js')
    const { on, key } = command.opts<CommentOptions>()
    output.out(`${await postComment(command.processedArgs[0] as string, { on, key, environment })}\n`)
    return 0
  })
}
