/** What a person does to an element and a new drawing must not undo. */
const KEPT = new Set(['open'])

/**
 * Makes an element equal to another with as few changes as it takes, so that focus, selection and scroll positions outlive
 * a new drawing. Both must have the same name. Listeners are not carried over: there are none on what is drawn.
 */
export function morph(target: Element, next: Element): void {
  for (const { name } of [...target.attributes]) if (!next.hasAttribute(name) && !KEPT.has(name)) target.removeAttribute(name)
  for (const { name, value } of [...next.attributes])
    if (target.getAttribute(name) !== value && !KEPT.has(name)) target.setAttribute(name, value)
  const before = [...target.childNodes]
  const after = [...next.childNodes]
  for (const [index, node] of after.entries()) {
    const old = before[index]
    if (!old) target.append(node)
    else if (!same(old, node)) old.replaceWith(node)
    else if (node instanceof Element && old instanceof Element) morph(old, node)
    else if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue
  }
  for (const old of before.slice(after.length)) old.remove()
}

function same(a: Node, b: Node): boolean {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return false
  return !(a instanceof Element && b instanceof Element) || a.getAttribute('data-key') === b.getAttribute('data-key')
}
