import type { Candidate } from '#src/pool/free-store.ts'

/** The exits an account had before and may have again, and the free ones of the pool. */
export interface Offer {
  former: Candidate[]
  fresh: Candidate[]
}

/**
 * The exits in the order in which they are to be tried: one the account had before, then a sure country, then a subnet and a
 * carrier that no other account uses, then the one that spreads accounts best.
 */
export function ranked({ former, fresh }: Offer): Candidate[] {
  const had = new Set(former.map(({ id }) => id))
  return [...former.toSorted(byMerit), ...fresh.filter(({ id }) => !had.has(id)).sort(byMerit)]
}

const byMerit = (a: Candidate, b: Candidate) =>
  Number(b.isSure) - Number(a.isSure) || neighbours(a) - neighbours(b) || a.spread - b.spread || a.id - b.id

// Sharing a subnet shows sooner than sharing a carrier.
const neighbours = ({ subnetUsed, carrierUsed }: Candidate) => (subnetUsed ? 2 : 0) + (carrierUsed ? 1 : 0)
