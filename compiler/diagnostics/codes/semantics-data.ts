import type { CodeEntry } from '../codes.js'

/**
 * AF4xxx about the data itself, from the statistics in the footers of parquet files. What is wrong is not in the text alone, so
 * there are no examples; compiler/rules/data-rules.test.ts tries each.
 */
export const DATA = {
  AF4151: {
    severity: 'warning',
    title: 'Window longer than the data',
    explanation:
      'The dataset learns from so much history, and the data does not reach back that far. The window has no effect until it does.',
  },
  AF4152: {
    severity: 'warning',
    title: 'Window of a feature longer than the data',
    explanation:
      'The feature looks back further than the data reaches, so that its window is never full: values of training and of serving differ in kind.',
  },
  AF4153: {
    severity: 'error',
    title: 'Fewer held-out rows than a gate asks for',
    explanation: 'With fewer rows than minSamples a gate is inconclusive, which never passes. The data cannot hold out as many.',
  },
  AF4154: {
    severity: 'warning',
    title: 'Too few requests for a monitor',
    explanation: 'The rows of the data tell how many requests there are: far too few in the monitor’s window for its rules ever to judge.',
  },
  AF4155: {
    severity: 'warning',
    title: 'Too few requests for an analysis',
    explanation:
      'The rows of the data tell how many requests there are. At the share that the new version gets, an analysis does not see enough of them before the deadline of the rollout.',
  },
  AF4156: {
    severity: 'warning',
    title: 'Input that never changes',
    explanation: 'The statistics of the data say that a column has one value, or none. Nothing can be learned from it.',
  },
  AF4157: {
    severity: 'warning',
    title: 'Text of its own in each row',
    explanation:
      'The statistics of the data say that nearly each row has a text of its own: a name of the row, or free text. The model would remember rows.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>
