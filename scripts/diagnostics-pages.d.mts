import type { CodeEntry } from '../compiler/diagnostics/codes.js'
import type { Problems } from '../schema/problems/problem.js'

/** Each page by its file name. */
export declare function diagnosticsPages(codes: Readonly<Record<string, CodeEntry>>, problems: Problems): Map<string, string>
