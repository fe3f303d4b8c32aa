import type { Diagnostic } from '../../../schema/diagnostic.js'

/** A field that this backend does not honour, or honours in part. */
export interface Finding extends Pick<Diagnostic, 'code' | 'severity' | 'message' | 'suggestion'> {
  /** Where the field is in the file, from the top, such as spec, pipeline, engine. */
  readonly path: readonly (string | number)[]
}

/** What a finding says beside its severity. */
export type Complaint = Omit<Finding, 'severity'>

export function refused(complaint: Complaint): Finding {
  return { ...complaint, severity: 'error' }
}

export function inPart(complaint: Complaint): Finding {
  return { ...complaint, severity: 'warning' }
}
