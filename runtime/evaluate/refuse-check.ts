import { AIFactoryError } from '../../schema/diagnostic.js'

/** @throws AIFactoryError AF7342 always: a gate asks for a change of inputs that cannot be made. */
export function refuseCheck(id: string, why: string): never {
  throw new AIFactoryError('AF7342', `gates.${id}: ${why}`, { hint: 'Name inputs of the model, and change them to what they can be.' })
}
