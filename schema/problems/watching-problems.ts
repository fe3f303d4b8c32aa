import type { Problems } from './problem.js'

/** Traffic and monitoring: AF75xx and AF76xx. */
export const WATCHING_PROBLEMS: Problems = {
  AF7500: {
    title: 'No request was answered',
    meaning: 'A replay sent requests and none was answered with a prediction. The detail has the first answer.',
    action: "Look into the endpoint's `server.log`, and at what the answer says.",
  },
  AF7501: {
    title: 'A column cannot be sent',
    meaning: 'A column that requests need has a type, such as a list, that no request can hold.',
    action: 'Use another column, or convert it in the data.',
  },
  AF7502: {
    title: 'Rows cannot be sent in order',
    meaning: 'The source has no `timestampField`, so there is no order in which its rows happened.',
    action: 'Set `timestampField` of the source.',
  },
  AF7503: {
    title: 'Rows to send cannot be selected',
    meaning: "A query for the rows to replay failed. The detail is DuckDB's message.",
    action: "Check the dataset's filter.",
  },
  AF7504: {
    title: 'A token is not set',
    meaning: 'The endpoint asks for a bearer token, and the environment variable that holds it is not set where requests are sent from.',
    action: 'Set the variable that the message names.',
  },
  AF7601: {
    title: 'The reference of a monitor is missing',
    meaning: 'The rows that live traffic is compared with cannot be read.',
    action: 'They are part of the dataset of the version that serves. If artifacts were deleted by hand, start afresh or retrain.',
  },
  AF7602: {
    title: 'Outcomes lack a join key',
    meaning: 'A column of `groundTruth.joinKey` is not in the source of the outcomes.',
    action: 'Correct `groundTruth.joinKey`.',
  },
  AF7603: {
    title: 'Outcomes cannot be joined',
    meaning: "A query over the outcomes failed. The detail is DuckDB's message.",
    action: "Check the label's expression, which is worked out on the source of the outcomes, and the types of the join keys.",
  },
  AF7604: {
    title: 'The baseline cannot be read',
    meaning: 'The metrics on the test rows, with which performance is compared, are missing or damaged.',
    action: 'They are part of the evaluation of the version that serves. Retrain the model.',
  },
  AF7605: {
    title: 'A drift rule does not fit a column',
    meaning:
      'A rule compares a column that is no input of the model, or uses a method that does not suit its type, such as `ks` for a text.',
    action: 'Correct the column, or use `psi`, `jensen_shannon` or `chi_square` for texts.',
  },
  AF7606: {
    title: 'The inference log cannot be compared',
    meaning: "A query over the logged requests failed. The detail is DuckDB's message.",
    action: 'Check the files in `.aifactory/inference-log/`. A file that was damaged can be deleted: its requests then count as not made.',
  },
}
