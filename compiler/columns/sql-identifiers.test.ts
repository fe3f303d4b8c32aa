import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sqlIdentifiers } from './sql-identifiers.js'

test.each([
  ['arr_delay > 15', ['arr_delay']],
  ['"arr delay" > 15', ['arr delay']],
  ['"say ""hi""" = 1', ['say "hi"']],
  ["carrier = 'UA' AND dest <> 'LAX'", ['carrier', 'dest']],
  ['CASE WHEN a > 1 THEN b ELSE c END', ['a', 'b', 'c']],
  ['coalesce(dep_delay, 0) + abs(arr_delay)', ['dep_delay', 'arr_delay']],
  ['CAST(x AS DOUBLE) + y::INTEGER', ['x', 'y']],
  ['extract(year FROM time_hour)', ['time_hour']],
  ["date_trunc('day', time_hour)", ['time_hour']],
  ["t > TIMESTAMP '2013-01-01' + INTERVAL 3 DAYS", ['t']],
  ['a IS NOT NULL AND NOT b OR c IN (1, 2)', ['a', 'b', 'c']],
  ['position.lat + flights.distance', ['position', 'flights']],
  ['a -- the rest, b\n + /* c */ d', ['a', 'd']],
  ["'it''s' || name", ['name']],
  ['1e5 + 2.5 + .5 + x1', ['x1']],
  ['größe > 1', ['größe']],
  ['list_transform(l, x -> x + y)', undefined],
  ['(SELECT max(y) FROM other)', undefined],
])('%s', (expression, names) => {
  expect(sqlIdentifiers(expression)?.map(({ name }) => name)).toEqual(names)
})

test('each place holds the name', () => {
  fc.assert(
    fc.property(fc.string(), (expression) => {
      for (const { name, quoted, start, end } of sqlIdentifiers(expression) ?? []) {
        const written = expression.slice(start, end)
        expect(quoted ? written : name).toBe(quoted ? `"${name.replaceAll('"', '""')}"` : written)
      }
    }),
  )
})
