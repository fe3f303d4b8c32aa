import type { Problems } from './problem.js'

/** Comparing revisions, and plans that are saved and applied: AF804x and AF805x. */
export const PLAN_PROBLEMS: Problems = {
  AF8040: {
    title: 'No such commit',
    meaning: 'A revision was named that is no branch, tag or commit of the repository.',
    action: 'Check its name. A shallow clone lacks older commits: `git fetch --unshallow` brings them.',
  },
  AF8041: {
    title: 'The revision to compare with is not valid',
    meaning: '`aifactory.yaml` at the revision that a command compares with has errors, so nothing can be said about what changed since.',
    action: 'Compare with a revision that is valid. The detail says what is wrong with this one.',
  },
  AF8042: {
    title: 'Not a saved plan',
    meaning: 'The file given to `aifactory apply --plan` cannot be read, is no plan of this version, or was changed after it was made.',
    action: 'Make it again with `aifactory plan --out FILE`.',
  },
  AF8043: {
    title: 'A plan for something else',
    meaning:
      'The saved plan is for another factory or target, or compares with a commit or a cluster. Only a plan against what is in force on this machine says what applying does.',
    action: 'Plan with the same `--target` and `--against local`, and apply that.',
  },
  AF8044: {
    title: 'The files are not those that were planned',
    meaning: 'Since the plan was saved, a commit was made, a file was edited, the code of a trainer changed, or other values are given.',
    action: 'Plan again, and look at what is new.',
  },
  AF8045: {
    title: 'The world moved on since a plan was made',
    meaning:
      'Since the plan was saved, another revision was put in force, a model was trained or promoted, a rollout moved, or data changed. What was looked at is no longer what would happen. The detail says what moved.',
    action: 'Plan again, and look at what is new.',
  },
  AF8046: {
    title: 'A plan was not approved',
    meaning: '`aifactory apply` asked, and the answer was not `yes`. Nothing was changed.',
    action: 'Nothing.',
  },
  AF8047: {
    title: 'A plan cannot be saved',
    meaning: '`aifactory plan --out` could not write its file.',
    action: 'Check the path, its rights and the space of the disk.',
  },
  AF8048: {
    title: 'No kubectl',
    meaning: '`aifactory plan --against cluster` asks the cluster through kubectl, and it cannot be run.',
    action: 'Install kubectl, or name the program in the variable `KUBECTL`.',
  },
  AF8049: {
    title: 'The cluster refuses',
    meaning:
      'The API server did not answer, or refused what was asked of it: objects that it does not take, fields that another manager owns, or missing rights. The detail is what it says.',
    action: 'Check the context and its rights. Who else writes these fields is in the detail.',
  },
}
