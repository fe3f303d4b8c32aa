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
  AF8047: {
    title: 'A plan cannot be saved',
    meaning: '`aifactory plan --out` could not write its file.',
    action: 'Check the path, its rights and the space of the disk.',
  },
}
