import type { ResidentCommand, ResidentCommands } from './run-request.js'

/**
 * What a resident process answers by itself: commands that read and print. Many factories are left to the program, which has
 * threads for them, and so is what writes files.
 */
export function residentCommands(): ResidentCommands {
  return new Map<string, ResidentCommand>([
    ['validate', async (args, output) => (await import('../commands/validate.js')).run(args, output)],
    ['render', async (args, output) => (await import('../commands/render-one.js')).run(args, output)],
  ])
}
