import type { Problems } from './problem.js'

/** Clusters: AF85xx. */
export const CLUSTER_PROBLEMS: Problems = {
  AF8501: {
    title: 'The kubeconfig cannot be used',
    meaning: 'There is no kubeconfig, it has no such context, or it asks for a way to log in that is not supported.',
    action: 'Set `KUBECONFIG`, choose a context that it has, or log in by a token, a certificate or an exec plugin.',
  },
  AF8502: {
    title: 'Logging in to the cluster failed',
    meaning: 'The program that the kubeconfig names to get a token failed or gave none.',
    action: 'Run it by hand to see why, or log in anew with the tool of your cloud.',
  },
  AF8503: {
    title: 'The API server does not answer',
    meaning: 'No connection could be made, or no answer came in time.',
    action: 'Check the address, the network, and that the cluster runs. The controller tries again by itself.',
  },
  AF8504: {
    title: 'The API server refuses',
    meaning: 'The API server answered that it will not do what was asked. The message is its own.',
    action:
      'Where it says "forbidden", grant the right to the account that was used; where it says "invalid", see the object that it names.',
  },
  AF8505: {
    title: 'The cluster does not know a kind',
    meaning: 'An object is of a kind that the API server does not have.',
    action: 'Install what defines it, or update the cluster.',
  },
  AF8506: {
    title: 'A Secret is missing',
    meaning: 'A Factory names a Secret that is not in its namespace.',
    action: 'Make it, with the keys that docs/cluster.md lists.',
  },
  AF8511: {
    title: 'An object cannot be changed',
    meaning: 'The API server does not allow this change of an object that is there. Only another object in its place could have it.',
    action:
      'Set `force: true` in the Factory or `aifactory.dev/replace: allowed` on the object, and it is deleted and made anew. A running job is replaced when it has ended; a volume never is.',
  },
  AF8512: {
    title: 'Another manager writes the same fields',
    meaning: 'An object bears `aifactory.dev/conflicts: refuse`, and fields that git sets are owned by another manager.',
    action: 'Take the fields out of what the other writes, or remove the annotation so that git wins.',
  },
  AF8513: {
    title: 'Another factory keeps the object',
    meaning: 'Two Factories render the same object. They would undo each other for ever, so the second one does not write it.',
    action: 'Give one of them another name or namespace in `aifactory.yaml`, or delete it.',
  },
  AF8514: {
    title: 'An object is being deleted',
    meaning: 'An object that should be there is on its way out. It is made anew once it is gone.',
    action: 'If it stays, look at its finalizers.',
  },
  AF8515: {
    title: 'An object does not become ready',
    meaning: 'A namespace or a definition that others need was written, and is not in force in time.',
    action: 'Look at its status and events.',
  },
}
