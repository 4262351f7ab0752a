import { describe, expect, test } from 'bun:test'
import { placesFor, placesForMove } from '#src/proxies/wishes.ts'

const NOWHERE = { country: null, city: null }
const BERLIN = { country: 'DE', city: 'Berlin' }
const GERMANY = { country: 'DE', city: null }

describe('a wish of the request', () => {
  test('is hard, and beats what is stored', () => {
    expect(placesFor({ country: 'BR', city: 'São Paulo' }, BERLIN)).toEqual([{ country: 'BR', city: 'saopaulo' }])
    expect(placesFor({ country: 'FR', city: null }, BERLIN)).toEqual([{ country: 'FR' }])
  })
})

describe('a stored preference', () => {
  test('falls back from city to country, and no further', () => {
    expect(placesFor(NOWHERE, BERLIN)).toEqual([{ country: 'DE', city: 'berlin' }, { country: 'DE' }])
  })

  test('of a country alone is hard', () => {
    expect(placesFor(NOWHERE, GERMANY)).toEqual([{ country: 'DE' }])
  })

  test('that is missing allows anything', () => {
    expect(placesFor(NOWHERE, NOWHERE)).toEqual([{}])
  })
})

describe('an automatic move', () => {
  test('goes nowhere when it is to wait', () => {
    expect(placesForMove('wait', BERLIN, BERLIN)).toEqual([])
  })

  test('stays in the city of the exit', () => {
    expect(placesForMove('city', NOWHERE, BERLIN)).toEqual([{ country: 'DE', city: 'berlin' }])
  })

  test('goes nowhere when the place it is to stay in is not known', () => {
    expect(placesForMove('city', NOWHERE, GERMANY)).toEqual([])
    expect(placesForMove('city', GERMANY, { country: 'FR', city: 'Paris' })).toEqual([])
    expect(placesForMove('country', NOWHERE, NOWHERE)).toEqual([])
    expect(placesForMove('anywhere', NOWHERE, NOWHERE)).toEqual([{}])
  })

  test('stays in the country of the exit, its city first', () => {
    expect(placesForMove('country', NOWHERE, BERLIN)).toEqual([{ country: 'DE', city: 'berlin' }, { country: 'DE' }])
  })

  test('goes home where the exit was not', () => {
    expect(placesForMove('country', GERMANY, { country: 'FR', city: 'Paris' })).toEqual([{ country: 'DE' }])
  })

  test('goes anywhere after the country, unless a country is stored', () => {
    expect(placesForMove('anywhere', NOWHERE, GERMANY)).toEqual([{ country: 'DE' }, {}])
    expect(placesForMove('anywhere', GERMANY, GERMANY)).toEqual([{ country: 'DE' }])
  })
})
