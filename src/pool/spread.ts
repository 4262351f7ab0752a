/** What the place of a proxy in the spread order is made of. */
export interface Standing extends Record<string, unknown> {
  /** Its subnet, or the exit itself where that is not known. */
  home: string
  countryCode: string | null
  asnNumber: number | null
  /** 1 where an account goes out through it. */
  held: number
}

const LEVEL = 2 ** 28
const TURN = 2 ** 8
/** Of carriers, each in a country: more than there are. */
const MOST_CARRIERS = 2 ** 24
const MOST = { level: 65_535, turn: 1_048_575, land: 255 }

/**
 * The order that spreads accounts over subnets and carriers, as a number for every proxy. Level first: one exit of every subnet
 * before a second of any, those in use counted before those that are free. Within a level the subnets of a carrier in a country
 * take turns with those of other carriers, then other countries. Made of three numbers instead of one count, so that a proxy
 * that comes or goes changes only its neighbours.
 * @param proxies by rising id; read once and not kept, because a large pool is many objects.
 */
export function spreadOf(proxies: Iterable<Standing>): number[] {
  const homeOf = interned()
  const groundOf = grounds()
  const homes: number[] = []
  const held: number[] = []
  const spreads: number[] = []
  for (const proxy of proxies) {
    const home = homeOf(proxy.home)
    homes.push(home)
    held.push(proxy.held)
    spreads.push(groundOf(home, proxy))
  }
  const next = counter<number>()
  for (const wave of [1, 0]) {
    for (let index = 0; index < homes.length; index++) {
      if (held[index] !== wave) continue
      const level = Math.min(next(homes[index] ?? 0), MOST.level)
      spreads[index] = level * LEVEL + (spreads[index] ?? 0)
    }
  }
  return spreads
}

// Grounds come up in the order of their first proxy, so counting them is ranking them.
function grounds() {
  const carrierOf = interned()
  const nextTurn = counter<number>()
  const nextLand = counter<string>()
  const known = new Map<number, number>()
  return (home: number, { countryCode, asnNumber }: Standing): number => {
    const carrier = carrierOf(`${asnNumber} ${countryCode}`)
    // One number for both, because a hundred thousand texts take their time.
    const name = home * MOST_CARRIERS + carrier
    const before = known.get(name)
    if (before !== undefined) return before
    const turn = nextTurn(carrier)
    const land = nextLand(`${asnNumber} ${turn}`)
    const ground = Math.min(turn, MOST.turn) * TURN + Math.min(land, MOST.land)
    known.set(name, ground)
    return ground
  }
}

/** A small number for every text, the same each time. */
function interned() {
  const known = new Map<string, number>()
  return (text: string): number => {
    const number = known.get(text) ?? known.size
    if (number === known.size) known.set(text, number)
    return number
  }
}

/** Counts up from 0 for every name. */
function counter<Name>() {
  const counts = new Map<Name, number>()
  return (name: Name): number => {
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count
  }
}
