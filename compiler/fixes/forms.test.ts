import { expect, test } from 'vitest'
import { inForm } from './forms.js'

test.each([
  ['Duration', '2 hours', '2h'],
  ['Duration', '90 Minutes', '90m'],
  ['Duration', '1 day, 6 hours and 5 mins', '1d6h5m'],
  ['Duration', '1H', '1h'],
  ['Duration', '3M', undefined],
  ['Duration', '2 months', undefined],
  ['Duration', 'soon', undefined],
  ['Duration', '', undefined],
  ['Duration', '2h', undefined],
  ['TrainTimeout', '6 hrs', '6h'],
  ['Fraction', '20 %', '20%'],
  ['Percentage', '5 percent', '5%'],
  ['Percentage', '120 %', undefined],
  ['Quantity', '4 Gi', '4Gi'],
  ['Quantity', '512MiB', '512Mi'],
  ['Quantity', '4GB', undefined],
  ['Cron', '@daily', '0 0 * * *'],
  ['Cron', '@reboot', undefined],
  ['Name', 'A b', undefined],
  ['__proto__', '1', undefined],
])('%s: %j is %j', (definition, text, expected) => {
  expect(inForm(definition, text)).toBe(expected)
})
