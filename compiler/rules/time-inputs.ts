import { entries, type Rule } from './context.js'
import { inputTypes } from './input-types.js'

const TIMES: readonly (string | undefined)[] = ['timestamp', 'date']
const USABLE: readonly (string | undefined)[] = ['string', 'int64', 'float64', 'bool', ...TIMES, undefined]

/** A model takes numbers, texts and bools. A time as it is would only tell new rows from old ones. */
export const timeInputs: Rule = (context) => {
  const used = new Set(entries(context.spec.models).map(([, { dataset }]) => dataset))
  for (const [name, dataset] of entries(context.spec.datasets)) {
    if (!used.has(name)) continue
    for (const input of inputTypes(context, name, dataset)) {
      if (TIMES.includes(input.type)) {
        context.report.error('AF4055', `the input ${input.name} is a ${input.type}, which no model takes as it is`, input.at, {
          suggestion: `Use a part of it, such as hour(${input.name}) or dayofweek(${input.name}), as a column or a feature.`,
        })
      } else if (!USABLE.includes(input.type)) {
        context.report.error('AF4055', `the input ${input.name} is ${input.type}, which no model takes`, input.at, {
          suggestion: 'Use an expression that gives a number, a text or a bool.',
        })
      }
    }
  }
}
