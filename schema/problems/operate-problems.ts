import type { Problems } from './problem.js'

/** Looking at a factory that is at work, and asking things of it: AF843x. */
export const OPERATE_PROBLEMS: Problems = {
  AF8430: {
    title: 'Nothing is in force here',
    meaning: 'A command that looks at a factory, or asks something of it, finds no state in the folder: nothing was ever put in force.',
    action: 'Name the folder that holds `aifactory.yaml`, or start with `aifactory up`.',
  },
  AF8431: {
    title: 'No such object',
    meaning: 'A command names a model, endpoint, monitor or version that is not in force, or a name that several objects have.',
    action: 'Write one that the hint names, such as `model/late-arrival` or `late-arrival@3`.',
  },
  AF8432: {
    title: 'Not possible as things are',
    meaning:
      'What was asked for does not fit the state of the object: a rejected version is to serve, there is nothing to go back to, nothing waits for a person. Nothing was changed.',
    action: '`aifactory why OBJECT` tells the state and what can be done.',
  },
  AF8433: {
    title: 'Not asked to approve',
    meaning: 'The person who approves is not among the `approvers` of the gates of the model. Nothing was changed.',
    action: 'Let one of those approve whom the hint names, or add the person in `aifactory.yaml`.',
  },
}
