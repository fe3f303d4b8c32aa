import type { Path, Span } from '../source/node.js'
import { entries, type Rule } from './context.js'

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const GRAMMAR = 'Letters, digits, "-", "_" and "." between letters or digits, 63 at most'

/** Labels that a cluster takes: they end up at every object. */
export const kubernetesLabels: Rule = ({ spec, report, labels, value, key }) => {
  const check = (name: string, label: string, at: { readonly key: Span; readonly value: Span }) => {
    if (!isName(name)) {
      report.error('AF4142', `"${name}" cannot be the name of a label in Kubernetes`, at.key, {
        suggestion: `${GRAMMAR}; before a "/" a domain.`,
      })
    }
    if (!VALUE.test(label)) {
      report.error('AF4143', `"${label}" cannot be the value of a label in Kubernetes`, at.value, {
        suggestion: `${GRAMMAR}. Use annotations for other text.`,
      })
    }
  }
  const checkAll = (map: Readonly<Record<string, string>> | undefined, ...path: Path) => {
    for (const [name, label] of entries(map)) check(name, label, { key: key(...path, name), value: value(...path, name) })
  }
  for (const { name, label, ...at } of labels) check(name, label, at)
  checkAll(spec.platform?.tags, 'platform', 'tags')
  checkAll(spec.platform?.gpu?.nodeSelector, 'platform', 'gpu', 'nodeSelector')
  checkAll(spec.platform?.spot?.nodeSelector, 'platform', 'spot', 'nodeSelector')
}

/** A word, or a domain and a word. */
function isName(name: string): boolean {
  const [first = '', second, third] = name.split('/')
  if (second === undefined) return NAME.test(first)
  return third === undefined && PREFIX.test(first) && first.length <= 253 && NAME.test(second)
}
