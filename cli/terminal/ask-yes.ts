import { createInterface } from 'node:readline/promises'

/** Asks a person; only yes is taken for it, and the end of the input for no. */
export async function askYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  const answer = await Promise.race([terminal.question(`${question} Only yes is taken for it: `), ended])
  terminal.close()
  return answer.trim() === 'yes'
}
