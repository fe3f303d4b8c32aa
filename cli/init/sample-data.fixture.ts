import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Small CSV files like those that people begin with, for tests. Each function writes one into a folder and returns its path. */

/** Numbers that look random and are the same each time. */
function noise(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

export function csv(
  folder: string,
  name: string,
  header: string,
  rows: number,
  row: (index: number, next: () => number) => readonly (string | number)[],
): string {
  const next = noise(7)
  const path = join(folder, name)
  writeFileSync(path, [header, ...Array.from({ length: rows }, (_, index) => row(index, next).join(','))].join('\n'))
  return path
}

export const iris = (folder: string) =>
  csv(folder, 'iris.csv', 'sepal,petal,species', 150, (i, next) => [
    (5 + (i % 3) + next()).toFixed(1),
    (1 + (i % 3) * 2 + next()).toFixed(1),
    ['setosa', 'versicolor', 'virginica'][i % 3] ?? '',
  ])
export const titanic = (folder: string) =>
  csv(folder, 'titanic.csv', 'PassengerId,Survived,Name,Sex,Age,alive', 600, (i, next) => {
    const survived = next() < (i % 2 === 0 ? 0.7 : 0.2) ? 1 : 0
    return [
      i + 1,
      survived,
      `Doe ${i}`,
      i % 2 === 0 ? 'female' : 'male',
      next() < 0.8 ? Math.floor(next() * 70) : '',
      survived ? 'yes' : 'no',
    ]
  })
export const houses = (folder: string) =>
  csv(folder, 'house prices.csv', 'Id,Lot Area,Quality,Central Air,SalePrice', 600, (i, next) => {
    const [area, quality] = [1000 + Math.floor(next() * 9000), 1 + Math.floor(next() * 10)]
    return [i, area, quality, next() < 0.5 ? 'Y' : 'N', area * 20 + quality * 9000 + Math.floor(next() * 1000)]
  })
export const orders = (folder: string) =>
  csv(folder, 'orders.csv', 'order_id,ordered_at,recorded_at,customer_id,channel,amount,returned', 2000, (i, next) => {
    const at = Date.UTC(2024, 0, 1) + i * 2 * 3_600_000
    return [
      i,
      new Date(at).toISOString(),
      new Date(at + 86_400_000 * next()).toISOString(),
      `C${Math.floor(next() * 40)}`,
      next() < 0.5 ? 'web' : 'shop',
      (next() * 100).toFixed(2),
      next() < 0.3 ? 'Yes' : 'No',
    ]
  })

/** A file with any text. */
export function textFile(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
