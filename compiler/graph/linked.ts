/** What a reference names. References are checked before linking, so one without an answer is a bug. */
export function linked<T>(found: T | undefined, kind: string, name: string): T {
  if (found === undefined) throw new Error(`${kind} ${name} was not linked`)
  return found
}
