import type { Problems } from './problem.js'

/** Policies over past data: AF808x. */
export const BACKTEST_PROBLEMS: Problems = {
  AF8080: {
    title: 'There is nothing to backtest',
    meaning:
      '`aifactory backtest` lets past data answer an endpoint, row by row in order of time. No endpoint of the file has a model whose dataset comes from a source with event times.',
    action: 'Give the source of the dataset a `timestampField`, and the model an endpoint.',
  },
  AF8081: {
    title: 'A backtest needs outcomes',
    meaning: 'What a policy is worth is told by what came true, and no endpoint says where outcomes are found.',
    action: 'Give the endpoint a `groundTruth`: its source, the keys that join it with requests, and how long outcomes take.',
  },
  AF8082: {
    title: 'The backtest has no data',
    meaning: 'The source has no rows with event times between `--from` and `--to`, or none before `--from` to train a first version on.',
    action:
      'Name times within those of the data; the message says which these are. Without `--from`, the first quarter is left for training.',
  },
  AF8083: {
    title: 'No outcome is known',
    meaning:
      'Versions answered, but for none of the rows has an outcome been found: the join keys match nothing, the label is never known, or its `delay` is longer than the time that was replayed.',
    action: "Check the endpoint's `groundTruth`: `joinKey`, `delay`, and the times of its source.",
  },
  AF8084: {
    title: 'The backtest ends before it starts',
    meaning: '`--from` is not before `--to`.',
    action: 'Check both times. Without `--to`, it ends with the data.',
  },
  AF8085: {
    title: 'No version could be trained',
    meaning: 'Under no policy, also not under those without gates, was there ever a version to serve. The detail says why training failed.',
    action: 'Mend what the detail names. A later `--from` leaves more data for the first version.',
  },
  AF8086: {
    title: 'The report cannot be written',
    meaning: '`aifactory backtest --out` could not write its folder.',
    action: 'Check that the path is a folder or is free, the rights and the space of the disk.',
  },
}
