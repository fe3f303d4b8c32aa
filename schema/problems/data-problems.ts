import type { Problems } from './problem.js'

/** Sources, their files and columns, datasets and online features: AF7001 to AF7008, AF71xx to AF73xx below AF7310. */
export const DATA_PROBLEMS: Problems = {
  AF7001: {
    title: 'A path leaves the folder',
    meaning:
      'A source names a file outside the folder of `aifactory.yaml`, by an absolute path, by `..`, or by a link that leads out of it. For `aifactory init`, the data is outside the folder that the starter file is to be written to.',
    action: 'Move or copy the data into the folder, and name it by a path relative to `aifactory.yaml`.',
  },
  AF7002: {
    title: 'No file matches',
    meaning:
      "No file is at a source's `path`. `aifactory validate` only warns of it, since data may be fetched where it is used; a job that needs the data fails.",
    action: 'Check the spelling of `path`, which starts at the folder of `aifactory.yaml`, and that the data has been fetched.',
  },
  AF7003: {
    title: 'A format that is not read here',
    meaning: 'The data is of a format, or at an address such as `s3://`, that this machine does not read.',
    action: 'Export the data as parquet, csv or json files inside the repository, or run the factory in a cluster.',
  },
  AF7004: {
    title: 'A folder or an empty file',
    meaning: "A source's `path` names a folder, or a file without a byte in it.",
    action: "Name a folder's files, as in `path: data/flights/*.parquet`. Write an empty file again, or remove it.",
  },
  AF7005: {
    title: 'Data cannot be read',
    meaning:
      "A file is damaged, is not of the source's `format`, or has columns of other types than the other files of the source. The message names the file where one alone is at fault; the detail is DuckDB's.",
    action: 'Write the file again, or leave it out of `path`. Check declared types in `schema`.',
  },
  AF7100: {
    title: 'Expectations of a source failed',
    meaning:
      'Data does not meet expectations of severity `error`. The detail shows each with a sample of the rows that break it. Nothing is built or trained from this data; what serves goes on serving.',
    action:
      'Mend the data, or change the expectation, its `mostly`, or its severity. Either is tried at once: new data and a changed expectation both start the failed run again.',
  },
  AF7101: {
    title: 'A column is missing',
    meaning: 'The data lacks a column that is named: as a declared column, a time, a join key, a request value or a part of a dataset.',
    action: 'Correct the name (the hint lists the columns that are there), or add the column to the data.',
  },
  AF7102: {
    title: 'A column has another type',
    meaning: 'The data has a column of another type than `schema` declares.',
    action: 'Correct `type` in `schema`, or write the data with the declared type.',
  },
  AF7103: {
    title: 'A time column holds no times',
    meaning: '`timestampField` or `createdTimestampField` names a column that holds neither times nor dates.',
    action: 'Write times as `2013-01-31T12:00:00Z`, or as a timestamp in parquet.',
  },
  AF7104: {
    title: 'Values are missing where none may',
    meaning: 'A column that is declared `nullable: false` lacks values.',
    action: 'Fill the values in, or leave `nullable: false` out and use a `not_null` expectation with `mostly`.',
  },
  AF7105: {
    title: 'A source has no rows',
    meaning:
      'The files hold no rows, or none that was known by the time of the run. A row is known once its `createdTimestampField` has passed.',
    action: 'Check the data and its times. Data that lies in the future is not visible yet.',
  },
  AF7201: {
    title: 'An expression is wrong',
    meaning: "DuckDB cannot work an expression of a feature, a label or a filter out. The detail is DuckDB's message.",
    action: 'Correct the SQL. Columns with capitals, blanks or signs are written in double quotes.',
  },
  AF7202: {
    title: 'No row has a label',
    meaning: "The label's expression gives nothing for every row of the dataset.",
    action: "Check the label's expression against the data.",
  },
  AF7203: {
    title: 'All labels are of one class',
    meaning: 'Every row of the training or test part has the same label, so that a classifier can neither learn nor be tested.',
    action: 'Check the label, the filter, and how the rows are split.',
  },
  AF7204: {
    title: 'The split leaves a part empty',
    meaning: 'No rows are left for training, validation or test. The detail counts the rows of each part.',
    action: 'Shorten `gap`, give the part a larger share, use a longer `window`, or more data.',
  },
  AF7205: {
    title: 'A type that cannot be used',
    meaning:
      'A label, an input, a feature or a join key is of a type that does not fit its use: a text where a number is needed, a time as an input, keys of two types.',
    action:
      'Turn it into a number, a text or a bool by an expression. For two classes, say which is the positive one, as in `label: { expression: "status = \'late\'", type: bool }`.',
  },
  AF7206: {
    title: 'A source has no event time',
    meaning: 'Features are joined as they were known at a time, so their source and that of the dataset must say when rows happened.',
    action: 'Set `timestampField` of the source.',
  },
  AF7207: {
    title: 'Two columns have one name',
    meaning: 'Two inputs of a dataset have the same name, or one has a name that the dataset uses itself for the label or the event time.',
    action: 'Rename the feature or the column.',
  },
  AF7208: {
    title: 'A dataset cannot be built',
    meaning:
      "A query over the data failed while features were joined, for instance since a value cannot be cast. The detail is DuckDB's message.",
    action: 'Check the expressions of the dataset and its views against the data.',
  },
  AF7209: {
    title: 'The filter leaves no rows',
    meaning: "None of the source's rows is within the dataset's `filter` and `window`.",
    action: 'Check the filter, or use a longer window.',
  },
  AF7210: {
    title: 'Nothing to predict from',
    meaning:
      '`aifactory init` found no column that could be an input beside the label: the others are identifiers, free text, constants, or give the label away.',
    action: 'Choose another label with `--label`, or add columns to the data.',
  },
  AF7211: {
    title: 'No column can be the label',
    meaning:
      '`aifactory init` found no column to predict, or the one named with `--label` does not exist, has one value only, or is a time or free text.',
    action: 'Name another with `--label`. The hint lists the columns.',
  },
  AF7301: {
    title: 'The online store cannot be opened',
    meaning: '`online.db`, the SQLite file with the features for serving, cannot be opened or is not a database.',
    action: 'Check the rights of its folder. The file may be deleted: its values are computed again.',
  },
  AF7302: {
    title: 'Online features cannot be computed',
    meaning: 'A query over the data failed while the values for serving were computed, or the online store could not be written.',
    action: 'Check the data of the views. The detail says what failed.',
  },
  AF7303: {
    title: 'A cron expression is wrong',
    meaning: "A view's `schedule` in a job's spec is no cron expression. The compiler reports this earlier, as AF4039.",
    action: 'Five fields: minute, hour, day of the month, month, day of the week, as in `0 * * * *` for every hour.',
  },
}
