import type { Problems } from './problem.js'

/** Jobs as such, steps of a cluster, the machine, the repository, servers and commands: AF700x, AF701x, AF7999 and AF8xxx. */
export const PLATFORM_PROBLEMS: Problems = {
  AF7000: {
    title: 'A job spec is not valid',
    meaning: 'A job was started with a file that does not fit `JobSpec` of `schema/jobs.v1.schema.json`.',
    action: 'Where you start jobs yourself, correct the spec. Otherwise it is a bug in aifactory: please report it.',
  },
  AF7009: {
    title: 'The job was stopped',
    meaning:
      'The job was asked to stop, since the program ends or a newer job takes its place. It is run again when it is needed; training goes on from its checkpoint.',
    action: 'Nothing.',
  },
  AF7010: {
    title: 'A monitoring step lacks its parts',
    meaning: 'In a cluster, a step was started for a monitor without its windows or before a version serves.',
    action: 'Wait until a version serves. If you write steps yourself, give `current` and the version.',
  },
  AF7011: {
    title: 'A step does not know its run',
    meaning: 'In a cluster, a step belongs to a scheduled run, but the environment variable `AIFACTORY_RUN` is not set.',
    action: 'Start it from the rendered CronJob, or set the variable to the name of the run.',
  },
  AF7012: {
    title: 'A step is not valid',
    meaning: 'In a cluster, the file of a step does not fit its schema, or does not make a valid job.',
    action: 'Render and apply the objects again, with the version of aifactory that the images have.',
  },
  AF7013: {
    title: 'The record of the champion is wrong',
    meaning: "In a cluster, `registry/MODEL/champion.json` does not name a version, or that version's folder holds no model.",
    action: 'Write the record again (`ChampionRecord` in `schema/jobs.v1.schema.json`), or delete it to do without a champion.',
  },
  AF7999: {
    title: 'A job failed by a bug',
    meaning: 'An error that nobody foresaw ended a job. With `AIFACTORY_DEBUG=1` in the environment, the detail has its stack.',
    action: 'Please report it, with that detail.',
  },
  AF8001: {
    title: 'A port is in use',
    meaning:
      'Another program listens on the port that an endpoint or the status page was given. An endpoint without `port` takes another by itself.',
    action: "Stop what listens there, or change the endpoint's `port`.",
  },
  AF8002: {
    title: 'A server did not start',
    meaning: 'The server of an endpoint ended, or did not listen within 30 s. The detail is the end of its log.',
    action: 'Read the detail, and `.aifactory/servers/ENDPOINT/server.log`.',
  },
  AF8003: {
    title: 'Another aifactory is at work',
    meaning:
      'A folder is worked on by one process at a time, and another holds its lock. The lock ends with its process, however that ends.',
    action: 'Stop the other process, or work on another clone.',
  },
  AF8004: {
    title: 'An endpoint did not reach its new state',
    meaning: 'A server runs, but a version that it should serve could not be loaded, or not within 30 s. What it served before goes on.',
    action: 'Read the detail, and `.aifactory/servers/ENDPOINT/server.log`.',
  },
  AF8005: {
    title: 'The disk is full',
    meaning: 'A file could not be written. Nothing half-written is taken for whole.',
    action: 'Free some space and run again; stages that were finished are kept.',
  },
  AF8006: {
    title: 'Data does not fit into memory',
    meaning: 'A query needs more memory than its job was given.',
    action: "Shorten the dataset's `window`, use fewer features at a time, or use a machine with more memory.",
  },
  AF8010: {
    title: 'No git repository',
    meaning: 'The folder is in no git repository, so there is no commit to follow.',
    action: 'Run `git init && git add . && git commit -m "Start"`, or take the files as they lie there with `--working-tree`.',
  },
  AF8011: {
    title: 'Nothing is committed',
    meaning: 'The repository has no commit yet.',
    action: 'Run `git add . && git commit -m "Start"`.',
  },
  AF8012: {
    title: "A trainer's code is not committed",
    meaning: 'A path of `trainer.code` is not in the commit that is in force.',
    action: 'Run `git add PATH && git commit`.',
  },
  AF8013: {
    title: 'Not a folder',
    meaning: 'A command was given a path that is no folder.',
    action: 'Name the folder that holds `aifactory.yaml`.',
  },
  AF8014: {
    title: 'A secret is not set',
    meaning: "A trainer's `env` refers to a secret, and the environment variable that holds it on this machine is not set.",
    action: 'Set the variable that the hint names, and start again.',
  },
  AF8015: {
    title: 'A job ran too long',
    meaning: 'A job ran longer than its limit and was ended. For training, the limit is `trainer.timeout`.',
    action: 'Raise the limit, or give the job less to do.',
  },
  AF8016: {
    title: "A job's process ended early",
    meaning: 'The process of a job was killed, or ended without a word. A machine that runs out of memory kills the largest process.',
    action: 'Give it more memory, or less data at a time. It is run again when it is needed.',
  },
  AF8017: {
    title: 'A job left no result',
    meaning: 'The process of a job ended well, but its result is missing or half-written.',
    action: 'Run again. If it happens again, please report it.',
  },
  AF8018: {
    title: 'The state folder cannot be written',
    meaning: '`.aifactory/` beside `aifactory.yaml` cannot be made or written.',
    action: 'Check the rights of the folder.',
  },
  AF8020: {
    title: 'There is nothing to replay',
    meaning: 'A replay needs an endpoint whose dataset comes from a source with a `timestampField`, and rows in it.',
    action: 'Add what is missing, or use `aifactory up`.',
  },
  AF8021: {
    title: 'A replay ends before it starts',
    meaning: '`--to` is not after `--from`, or the data ends before `--from`.',
    action: 'Check both against the times of the data.',
  },
  AF8022: {
    title: 'The status page cannot be served',
    meaning: 'No port could be opened for the status page.',
    action: 'Choose another with `--port`; 0 takes a free one.',
  },
  AF8023: {
    title: 'The status page was not built',
    meaning: 'The page is missing beside the program.',
    action: 'Run `npm run build`.',
  },
  AF8030: {
    title: 'Files would be lost',
    meaning:
      '`aifactory render --out` replaces a folder as a whole, and the one named holds files that it did not write, or that were changed since; or it is no folder.',
    action: 'Name a folder of its own, or remove those files.',
  },
  AF8031: {
    title: 'Rendered files cannot be written',
    meaning: '`aifactory render --out` could not write its folder.',
    action: 'Check the rights and the space of the disk. What was there before is unchanged.',
  },
  AF8051: {
    title: 'Changed meanwhile',
    meaning: 'A file was changed by somebody else after `aifactory fix` or `migrate` had read it. Nothing was written.',
    action: 'Save what is open in an editor, and run the command again.',
  },
  AF8052: {
    title: 'Files cannot be written',
    meaning: '`aifactory fix` or `migrate` could not write a file in the place of the one that was there.',
    action: 'Check the permissions of the folder and the space of the disk. Each file is either as before or wholly changed.',
  },
  AF8095: {
    title: 'There is no safe place for a resident process',
    meaning:
      'A resident process listens on a socket below `XDG_RUNTIME_DIR`, or else in `/tmp/aifactory-UID`. That folder could not be made, is not of this user alone, or its path is too long for a socket.',
    action: 'Remove it, or set `XDG_RUNTIME_DIR` to a folder of yours that nobody else may enter (`chmod 700`).',
  },
  AF8096: {
    title: 'A resident process did not start',
    meaning: 'The process that `aifactory resident start` started ended at once, or did not listen within 10 s.',
    action: 'Start it once more. `aifactory-ask` works without it, at the speed of `aifactory`.',
  },
  AF8092: {
    title: 'Two control planes work on one factory',
    meaning:
      'In a cluster, the object that holds the state of a factory was written by somebody else since this control plane read it. What this one has decided since then has had no effect and is dropped.',
    action: 'Nothing: it stops and takes up the state anew. Where it goes on, see that only one release of the controller is installed.',
  },
  AF8093: {
    title: 'The state of a factory is too large',
    meaning: 'In a cluster, the state of a factory is one object, which may not have more than 1 MiB.',
    action: 'Divide the factory into several, with fewer models each.',
  },
  AF8094: {
    title: 'The code of a trainer is too large',
    meaning: 'In a cluster, the code of a `command` trainer is brought to its pod in a ConfigMap, which may not have more than 1 MiB.',
    action: 'Name only the files that are needed in `trainer.code`, or build them into the image.',
  },
  AF8102: {
    title: 'A server cannot listen',
    meaning: 'The address that a server was given cannot be bound, for another reason than AF8001.',
    action: 'Check the host and the port: ports below 1024 need rights.',
  },
  AF8060: {
    title: 'A forge does not take the comment',
    meaning: '`aifactory comment` could not reach the API of GitHub or GitLab, or was refused by it.',
    action:
      'Give the job a token that may write comments: `pull-requests: write` on GitHub, a project access token with the scope `api` on GitLab.',
  },
  AF8061: {
    title: 'No pull or merge request',
    meaning: '`aifactory comment` does not find in its environment which pull or merge request it runs for, or with which token.',
    action: 'Run it in a workflow for pull requests, or a pipeline for merge requests, and set the variable that it names.',
  },
  AF8110: {
    title: 'A serving configuration is refused',
    meaning: 'The file that tells a server what to serve is not valid. The server goes on with the one before; at its start it ends.',
    action: 'On one machine the file is written by aifactory. In a cluster, correct `serving.json` of the ConfigMap.',
  },
  AF8111: {
    title: 'A serving configuration may not follow the one before',
    meaning: 'Its generation is older, or it changes the endpoint, model, host or port, which are fixed while a server runs.',
    action: 'Raise `generation`, or start another server.',
  },
  AF8120: {
    title: 'A model is not the one that was registered',
    meaning: "The SHA-256 of `model.onnx` differs from the version's. The server does not load it.",
    action: 'The file was changed or damaged after it was registered. Restore it from a backup, or retrain.',
  },
  AF8121: {
    title: "A model's view is not served",
    meaning: 'A model takes a feature of a view that the serving configuration does not name.',
    action: 'On one machine this is a bug: please report it. In a cluster, add the view to `serving.json`.',
  },
  AF8999: {
    title: 'A server failed by a bug',
    meaning: 'An error that nobody foresaw kept a server from starting.',
    action: 'Please report it, with the log of the server.',
  },
}
