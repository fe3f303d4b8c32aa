import { isCollection, isPair, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml'

/** Longest map or list that an example shows in one line. */
const SHORT = 60

/** An example as people write it: parts of spec are shown below spec, with one field in a line. */
export function exampleYaml(text: string, whole: true | undefined): string {
  return (whole ? text : belowSpec(text)).trimEnd()
}

function belowSpec(text: string): string {
  const document = parseDocument('spec: {}')
  const root = document.contents as YAMLMap
  root.set('spec', parseDocument(text).contents)
  visit(document, {
    Collection(_key, node) {
      node.flow = node.items.length === 0 || (!holdsCollections(node) && node.toString().length <= SHORT)
    },
  })
  root.flow = false
  const spec = root.get('spec')
  if (isCollection(spec)) spec.flow = false
  // The library pads lists as it pads maps; people do not.
  return document.toString({ lineWidth: 0 }).replaceAll(/\[ ([^[\]{}]*) \]/g, '[$1]')
}

function holdsCollections(node: YAMLMap | YAMLSeq): boolean {
  return node.items.some((item) => isCollection(isPair(item) ? item.value : item))
}
