import { expect, test } from 'bun:test'
import { ladder } from '#src/pool/closest.ts'

const place = (country: string | null, city: string | null, free: number) => ({
  country,
  city,
  cityKey: city?.toLowerCase() ?? null,
  free,
})
const named = (choices: ReturnType<typeof ladder>) =>
  choices.map(({ country, city, free }) => `${country ?? '?'} ${city ?? '*'} ${free}`)

test('goes from other cities to neighbours of the language, the region, and anywhere', () => {
  const free = [
    place('US', 'Boston', 50),
    place('DE', 'Bonn', 2),
    place('DE', 'Munich', 4),
    place('PT', 'Lisbon', 9),
    place('AT', 'Wien', 3),
  ]

  expect(named(ladder(free, 'DE', 'berlin'))).toEqual(['DE Munich 4', 'DE Bonn 2', 'DE * 6', 'AT * 3', 'PT * 9', 'US * 50'])
})

test('puts a neighbour before a far country of the same language', () => {
  const free = [place('US', null, 50), place('PT', null, 1), place('IE', null, 1)]

  expect(named(ladder(free, 'GB', null))).toEqual(['IE * 1', 'PT * 1', 'US * 50'])
})

test('offers the fullest first where no place is wished', () => {
  expect(named(ladder([place('PT', null, 1), place('US', null, 5), place(null, null, 3)], null, null))).toEqual([
    'US * 5',
    '? * 3',
    'PT * 1',
  ])
})

test('has nothing to offer from an empty pool, and never more than six', () => {
  expect(ladder([], 'DE', 'berlin')).toEqual([])
  expect(
    ladder(
      ['AT', 'PT', 'FR', 'IT', 'ES', 'PL', 'US'].map((code) => place(code, null, 1)),
      'DE',
      null,
    ),
  ).toHaveLength(6)
})
