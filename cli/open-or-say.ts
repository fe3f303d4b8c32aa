import { AIFactoryError } from '../schema/diagnostic.js'
import { type DiskFactory, openFactory } from './disk-files.js'
import { printFailure } from './terminal/failure.js'

/** The factory at a path, or undefined where it cannot be opened, which has then been said. */
export function openOrSay(path: string): DiskFactory | undefined {
  try {
    return openFactory(path)
  } catch (error) {
    if (!(error instanceof AIFactoryError)) throw error
    printFailure(error)
    return undefined
  }
}
