/** What the place of a proxy in the spread order is made of. */
export interface Standing extends Record<string, unknown> {
  id: number
  /** Its subnet, or the exit itself where that is not known. */
  home: string
  countryCode: string | null
  asnNumber: number | null
  /** 1 where an account goes out through it. */
  held: number
}

const LEVEL = 2 ** 28
const TURN = 2 ** 8
const MOST = { level: 65_535, turn: 1_048_575, land: 255 }

/**
 * The order that spreads accounts over subnets and carriers, as a number for every proxy. Level first: one exit of every subnet
 * before a second of any, those in use counted before those that are free. Within a level the subnets of a carrier in a country
 * take turns with those of other carriers, then other countries. Made of three numbers instead of one count, so that a proxy
 * that comes or goes changes only its neighbours.
 * @param proxies by rising id.
 */
export function spreadOf(proxies: Standing[]): Float64Array {
  const levels = levelsOf(proxies)
  const nextTurn = counter()
  const nextLand = counter()
  const grounds = new Map<string, number>()
  return Float64Array.from(proxies, ({ home, countryCode, asnNumber }, index) => {
    // Grounds come up in the order of their first proxy, so counting them is ranking them.
    const name = `${asnNumber} ${countryCode} ${home}`
    let ground = grounds.get(name)
    if (ground === undefined) {
      const turn = nextTurn(`${asnNumber} ${countryCode}`)
      const land = nextLand(`${asnNumber} ${turn}`)
      ground = Math.min(turn, MOST.turn) * TURN + Math.min(land, MOST.land)
      grounds.set(name, ground)
    }
    return Math.min(levels[index] ?? 0, MOST.level) * LEVEL + ground
  })
}

function levelsOf(proxies: Standing[]): Uint32Array {
  const next = counter()
  const levels = new Uint32Array(proxies.length)
  for (const wave of [1, 0]) {
    for (const [index, { home, held }] of proxies.entries()) if (held === wave) levels[index] = next(home)
  }
  return levels
}

/** Counts up from 0 for every name. */
function counter() {
  const counts = new Map<string, number>()
  return (name: string): number => {
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count
  }
}
