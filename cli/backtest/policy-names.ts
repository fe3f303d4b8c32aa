import type { PolicyReport } from '../../schema/generated/backtest.js'

/** What policies are called in tables and plots. */
export const POLICY_NAMES: Readonly<Record<PolicyReport['policy'], string>> = {
  file: 'this file',
  base: 'base',
  never: 'never retrained',
  monthly: 'monthly',
}
