import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml'
import { type Inference, starterFactory } from './starter.js'

/** Widest line that a list or a map is written on. */
const WIDTH = 110

/** The text of the starter file: the factory with comments at its parts. The same inference gives the same text. */
export function starterYaml(inference: Inference): string {
  const document = new Document(starterFactory(inference))
  flowSmall(document)
  document.commentBefore = ` Written by aifactory init from ${inference.data.path}. Everything here is a guess from the data: change what is wrong.\n aifactory validate checks it; the pages in docs/ say what each field means.`
  for (const [path, comment] of comments(inference)) {
    const parent = document.getIn(path.slice(0, -1), true)
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined
    if (pair && isScalar(pair.key)) pair.key.commentBefore = ` ${comment}`
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

function comments(inference: Inference): (readonly [path: readonly string[], comment: string])[] {
  const { label, times, inputs, entity } = inference
  const { spec } = starterFactory(inference)
  const [source = ''] = Object.keys(spec.sources ?? {})
  const [dataset = ''] = Object.keys(spec.datasets ?? {})
  const [model = ''] = Object.keys(spec.models ?? {})
  const left = inputs.left.map(({ name, why }) => `${name} (${why})`).join(', ')
  const of = (...path: string[]) => ['spec', ...path]
  return [
    [of('sources'), 'Where data comes from, and what it must be like before anything is built from it.'],
    [of('sources', source, 'timestampField'), 'When a row happened. Features and splits look at no later row.'],
    [of('sources', source, 'createdTimestampField'), 'When a row became known: nothing is used before it.'],
    [of('sources', source, 'expectations'), 'From the data as it is now. Those with severity: warn are reported, the others stop a run.'],
    [of('entities'), 'What the history below is of.'],
    [of('featureViews'), `The past of each ${entity?.name}, as it was known at each moment, in training and serving alike.`],
    [of('datasets', dataset, 'label'), `What is predicted (${label.why}).`],
    [
      of('datasets', dataset, 'request'),
      `What a caller sends. Remove columns that are not known yet when the prediction is made.${left ? `\n Left out: ${left}.` : ''}`,
    ],
    [
      of('datasets', dataset, 'split'),
      times
        ? 'The latest rows are the test: that is how the model will be used.'
        : 'Rows have no times, so the test is drawn by a hash of the row.',
    ],
    [
      of('models', model, 'gates'),
      'What a version must reach on the test before it may serve. Raise these once you know what is possible.',
    ],
    [of('models', model, 'retrain'), 'When it is trained again. schedule: "0 3 * * 1" would add every Monday at 3.'],
    [of('endpoints'), 'Where the model is served. rollout: adds canary steps and their analysis.'],
    [of('monitors'), 'What is watched once it serves.'],
  ]
}

/** Writes short collections on one line: those of plain values, and maps that also hold lists of them. */
function flowSmall(document: Document): void {
  visit(document, {
    Collection(_key, node) {
      const children = node.items.map((item) => (isPair(item) ? item.value : item))
      const flat = children.every((child) => isScalar(child) || (isMap(node) && isSeq(child) && child.items.every(isScalar)))
      if (flat && node.items.length > 0 && JSON.stringify(node.toJSON()).length <= WIDTH) node.flow = true
    },
  })
}
