import type { Problems } from './problem.js'

/** Repositories elsewhere: AF840x and AF841x. What is in force stays while one of them is seen. */
export const SOURCE_PROBLEMS: Problems = {
  AF8401: {
    title: 'An address or a ref may not be followed',
    meaning:
      "A repository's address is not one by https or ssh, holds a password, redirects to what may not be followed, or could be taken for an option; or a branch, tag, range of versions, hash or path is not written as git takes it. Nothing is asked of anybody.",
    action: 'Write the address without credentials and refer to a secret. Trying again changes nothing.',
  },
  AF8402: {
    title: 'A repository cannot be reached',
    meaning: 'The host does not answer, answers with an error of its own, or ends the line. The detail is what it says.',
    action: 'Nothing, if it passes: it is tried again. Otherwise check the address, the network and the host.',
  },
  AF8403: {
    title: 'A repository does not let us read',
    meaning: 'The host asks for credentials, or does not take those that it was given. A token may have expired.',
    action: 'Renew the secret, and see that it may read this repository.',
  },
  AF8404: {
    title: 'There is no such repository',
    meaning: 'The host does not know the repository, or hides it from those who may not read it.',
    action: 'Check the address, and that the credentials may read it.',
  },
  AF8405: {
    title: 'A ref or a commit is gone',
    meaning:
      'The branch or tag that is followed is not in the repository, or the commit was removed while it was asked for. Nothing is deleted because of it.',
    action: 'Follow a branch or tag that is there. The hint names some.',
  },
  AF8406: {
    title: 'A host is not trusted',
    meaning: 'The ssh key of the host is not in `known_hosts`, or its certificate is not of an authority that is trusted.',
    action: 'Compare the key with what the host publishes and add it, or give the authority as CA bundle.',
  },
  AF8407: {
    title: 'A repository is damaged',
    meaning: 'What the host sends does not fit together: an object is missing, or is not what its hash says.',
    action: 'Run `git fsck` in the repository, and push what is missing from a clone. It is tried again.',
  },
  AF8408: {
    title: 'A repository is too large',
    meaning: 'A fetch or a checkout brings more bytes or files than is allowed.',
    action: 'Keep data and models out of the repository, or raise the limit.',
  },
  AF8409: {
    title: 'The file is not where it was',
    meaning:
      'The newest commit has no `aifactory.yaml` in the folder that is followed. It may have been moved. Nothing is deleted because of it.',
    action: 'Follow the folder that the hint names, or put the file back. To remove a factory, remove what follows it.',
  },
  AF8411: {
    title: 'A commit is not signed',
    meaning: 'The newest commit has no signature, and only signed ones count. It changes nothing.',
    action: 'Sign it: `git commit -S`, or merge by a way that signs.',
  },
  AF8412: {
    title: 'A commit is signed by a stranger',
    meaning:
      'The signature holds, but its key is not among the allowed signers, or not for commits at the time of the commit. It changes nothing.',
    action: 'Add the key to the allowed signers if you know whose it is.',
  },
  AF8413: {
    title: 'A signature does not hold',
    meaning:
      'The signature is not that of this commit, was made for something else, cannot be read, or is of a type that is not supported, such as that of a hardware key. It changes nothing.',
    action: 'Look at it with `git log --show-signature`. Somebody may have changed the commit after it was signed.',
  },
  AF8414: {
    title: 'Allowed signers cannot be read',
    meaning: 'The list of allowed signers has a line, or a block, that is not understood. None of it is used.',
    action: 'Write it as for `gpg.ssh.allowedSignersFile` of git, or as `gpg --armor --export` writes keys.',
  },
  AF8415: {
    title: 'Credentials of a repository cannot be used',
    meaning: 'A key or token does not have the form that it needs, such as a private key with a passphrase.',
    action: 'Store it as the hint says.',
  },
  AF8416: {
    title: 'A program is missing',
    meaning: 'ssh needs git and the OpenSSH client where the reconciler runs; https does not.',
    action: 'Install them, or follow the repository by https.',
  },
  AF8417: {
    title: 'No tag is in the range',
    meaning: 'None of the tags of the repository is a version in the range that is followed. A tag `v1.2.3` is the version 1.2.3.',
    action: 'Push a tag, or widen the range.',
  },
}
