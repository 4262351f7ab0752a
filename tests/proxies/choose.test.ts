import { describe, expect, test } from 'bun:test'
import type { Candidate } from '#src/pool/free-store.ts'
import { ranked } from '#src/proxies/choose.ts'

const candidate = (id: number, more: Partial<Candidate> = {}): Candidate => ({
  id,
  exitKey: `exit-${id}`,
  isSure: true,
  subnetUsed: false,
  carrierUsed: false,
  spread: 0,
  ...more,
})
const order = (fresh: Candidate[], former: Candidate[] = []) => ranked({ former, fresh }).map(({ id }) => id)

describe('the first choice', () => {
  test('is an exit the account had before, whatever the others are', () => {
    const poor = candidate(9, { isSure: false, subnetUsed: true, carrierUsed: true, spread: 99 })

    expect(order([candidate(1)], [poor])).toEqual([9, 1])
  })

  test('is a sure country before an unused subnet', () => {
    expect(order([candidate(1, { isSure: false }), candidate(2, { subnetUsed: true, carrierUsed: true })])).toEqual([2, 1])
  })

  test('is a subnet and a carrier that no other account uses', () => {
    const both = candidate(1, { subnetUsed: true, carrierUsed: true })
    const subnet = candidate(2, { subnetUsed: true })
    const carrier = candidate(3, { carrierUsed: true })
    const apart = candidate(4, { spread: 50 })

    expect(order([both, subnet, carrier, apart])).toEqual([4, 3, 2, 1])
  })

  test('is the one that spreads accounts best where nothing else decides', () => {
    expect(order([candidate(1, { spread: 7 }), candidate(2, { spread: 3 }), candidate(3, { spread: 3 })])).toEqual([2, 3, 1])
  })
})

test('an exit on both lists is tried once', () => {
  expect(order([candidate(1), candidate(2)], [candidate(2)])).toEqual([2, 1])
})

test('no exits, no choice', () => {
  expect(order([])).toEqual([])
})
