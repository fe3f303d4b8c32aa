import type { Problems } from './problem.js'

/** Models, their training, by the built-in trainer or a program, and their evaluation: AF731x to AF734x. */
export const MODEL_PROBLEMS: Problems = {
  AF7310: {
    title: "A model's manifest cannot be used",
    meaning: '`model.json` beside a model is missing, cannot be read, or does not fit its schema.',
    action: 'Train again. Artifacts are never changed; one that is damaged can be deleted with the whole of `.aifactory/`.',
  },
  AF7311: {
    title: 'A model cannot be loaded',
    meaning: '`model.onnx` is missing, or ONNX Runtime cannot load it.',
    action:
      'For a trainer of your own: export with an opset that ONNX Runtime knows, and check that the file is whole. A server tries again by itself.',
  },
  AF7312: {
    title: "A model's inputs differ from what it declares",
    meaning: '`model.onnx` takes an input that `model.json` does not declare, or lacks one that it does.',
    action: 'Give the graph one input for each column that it uses, named after the column.',
  },
  AF7313: {
    title: 'An input has another type or shape',
    meaning: 'An input of `model.onnx` is not of the declared type, or not of shape [n, 1] with any n.',
    action: 'Export inputs as float32, int64 or string tensors of shape [n, 1] with a dynamic first dimension.',
  },
  AF7314: {
    title: 'A model cannot do with missing values',
    meaning:
      'A row whose values are all missing makes the model fail, or predict NaN. In service values do go missing, for example a feature of an entity that was never seen.',
    action: 'Impute inside the graph: NaN for numbers, the empty text for texts.',
  },
  AF7315: {
    title: "A model's output has another shape",
    meaning: 'The declared output is missing, holds no numbers, or has a shape that does not fit the task.',
    action: 'Binary models answer [n], [n,1] or [n,2]; multiclass models [n,k]; regression models [n] or [n,1].',
  },
  AF7316: {
    title: 'A value does not fit an input',
    meaning: "A model was given a value of another type than its input's, or a missing value where an int64 input has none.",
    action: 'Declare the input float32 in `model.json` and impute NaN in the graph, or correct the value.',
  },
  AF7320: {
    title: 'A dataset cannot be read',
    meaning: 'A file of a dataset that was built before is missing or damaged, or has no training rows.',
    action: 'Build the dataset again: delete `.aifactory/`, or change the dataset.',
  },
  AF7321: {
    title: 'Labels do not fit the task',
    meaning: 'The training rows have labels of one class only, or values that are none of the declared classes.',
    action: 'Check the label and the filter of the dataset.',
  },
  AF7322: {
    title: 'A time cannot be an input',
    meaning: 'An input is a time or a date, which no model takes as it is.',
    action: 'Derive numbers from it by an expression, such as `hour(time_hour)` or `dayofweek(time_hour)`.',
  },
  AF7323: {
    title: 'The built-in trainer does not know the task',
    meaning: 'The built-in trainer does binary and multiclass classification and regression.',
    action: 'Use `trainer.runtime: command` with a program of your own, or another task.',
  },
  AF7324: {
    title: 'Training diverged',
    meaning: 'The loss became infinite or not a number.',
    action: 'Lower `trainer.parameters.learningRate`.',
  },
  AF7325: {
    title: 'A backend is not available',
    meaning: 'The TensorFlow.js backend that `trainer.parameters.backend` names does not start on this machine.',
    action: 'Take `backend: auto`, which uses WebAssembly where nothing faster is installed, or install the backend where jobs run.',
  },
  AF7326: {
    title: 'The exported model differs',
    meaning: 'The exported ONNX model does not predict what the trained network does. The version is not registered.',
    action: 'This is a bug in aifactory: please report it, with the model part of the file.',
  },
  AF7330: {
    title: "A trainer's program cannot be started",
    meaning: 'The program of `trainer.command` is not there or may not be executed.',
    action:
      'It runs without a shell, in a folder that holds what `trainer.code` names, with the `PATH` of the process that runs the factory. A program of your own must be in `trainer.code`, committed, and executable.',
  },
  AF7331: {
    title: "A trainer's program took too long",
    meaning: 'The program ran longer than `trainer.timeout` and was ended.',
    action: 'Raise `trainer.timeout`, or give it less to do.',
  },
  AF7332: {
    title: "A trainer's program failed",
    meaning: 'The program ended with another exit status than 0, or by a signal. The detail is the end of what it wrote to standard error.',
    action: 'Mend the program. Where it was killed, it may have needed more memory than there is.',
  },
  AF7333: {
    title: "A trainer's program wrote no model",
    meaning: 'The program ended well, but there is no `model.onnx`.',
    action: 'Write it into the folder that `AIFACTORY_OUTPUT_DIR` names.',
  },
  AF7334: {
    title: "A program's model does not fit the dataset",
    meaning:
      '`model.onnx` takes an input that the dataset lacks, or one of a type that is not served, or it is not clear which output holds the prediction.',
    action: 'Name inputs after columns, and the output `prediction`, or say which it is in `model.json`. With skl2onnx, turn zipmap off.',
  },
  AF7335: {
    title: 'A file of the program is wrong',
    meaning: '`metrics.json` or `model.json`, which a program may write beside its model, is no JSON object or does not fit its schema.',
    action: 'Correct what the program writes, or leave the file out.',
  },
  AF7340: {
    title: 'A slice names no column',
    meaning: 'Evaluation is to report by a column that the dataset does not have.',
    action: 'Name an input of the dataset, or a column of its source.',
  },
  AF7342: {
    title: 'A gate that cannot be tried',
    meaning: 'A gate on robustness or behaviour names an input that the model does not have, or changes it to what it cannot be.',
    action: 'Name inputs of the model; add, multiply and add noise to numbers only.',
  },
  AF7341: {
    title: 'Predictions that cannot be',
    meaning: 'On the test rows the model predicts values that are not finite numbers, or probabilities outside of 0 and 1.',
    action: 'Impute missing values in the graph, end it in a sigmoid or in probabilities, and check that training did not diverge.',
  },
}
