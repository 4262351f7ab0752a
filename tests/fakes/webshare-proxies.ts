/** A proxy as Webshare lists it. Null where Webshare is known to send null, or where a test wants nonsense. */
export interface ListedProxy {
  id: string
  username: string
  password: string
  proxy_address: string | null
  port: number | null
  valid: boolean
  last_verification: string
  country_code: string
  city_name: string | null
  asn_name: string
  asn_number: number
  high_country_confidence: boolean
  created_at: string
}

export interface MadeUp {
  /** Country code to its cities. */
  places?: Record<string, string[]>
  /** One pair for the whole plan, as in direct mode. */
  username?: string
  password?: string
  /** Address and port of the n-th proxy, counted from 0. */
  address?: (index: number) => string
  port?: (index: number) => number
  /** When Webshare last found them good. */
  verifiedAt?: string
  /** Number of the first id, so that two lists need not share one. */
  firstId?: number
}

const PLACES: Record<string, string[]> = {
  US: ['New York', 'Los Angeles', 'Chicago', 'Buffalo'],
  DE: ['Berlin', 'Frankfurt am Main', 'Munich'],
  GB: ['London', 'Manchester'],
  BR: ['São Paulo', 'Rio de Janeiro'],
  FR: ['Paris', 'Marseille'],
  JP: ['Tokyo'],
}

const CARRIERS = [
  { asn_number: 64500, asn_name: 'Example Transit' },
  { asn_number: 64501, asn_name: 'Sample Networks' },
  { asn_number: 64502, asn_name: 'Documentation Telecom' },
]

/** Twenty minutes before the clock that tests begin with, as Webshare writes it. */
const VERIFIED_AT = '2026-11-22T03:40:00.000000-08:00'

/** `count` proxies that look like a Webshare list: the same every time, spread over places, carriers and subnets of eight. */
export function madeUpProxies(count: number, options: MadeUp = {}): ListedProxy[] {
  const { places = PLACES, username = 'mwqzxtml', password = 'k3v9p2ru8x5t', firstId = 10_000 } = options
  const { address = addressAt, port = (index: number) => 5000 + (index % 4000), verifiedAt = VERIFIED_AT } = options
  const codes = Object.keys(places)
  return Array.from({ length: count }, (_, index) => {
    const country = codes[index % codes.length] ?? 'US'
    const cities = places[country] ?? []
    return {
      id: `d-${firstId + index}`,
      username,
      password,
      proxy_address: address(index),
      port: port(index),
      valid: true,
      last_verification: verifiedAt,
      country_code: country,
      city_name: cities[Math.floor(index / codes.length) % cities.length] ?? null,
      ...(CARRIERS[index % CARRIERS.length] ?? { asn_number: 64503, asn_name: 'Other' }),
      high_country_confidence: index % 10 !== 9,
      created_at: '2026-11-01T08:00:00.000000-08:00',
    }
  })
}

/** Numbered users of the backbone, as a residential plan lists them: no address of their own. */
export function madeUpUsers(count: number, { username = 'mwqzxtml', password = 'k3v9p2ru8x5t' }: MadeUp = {}): ListedProxy[] {
  return madeUpProxies(count, { password }).map((proxy, index) => ({
    ...proxy,
    id: `b-${index + 1}`,
    username: `${username}-${index + 1}`,
    proxy_address: null,
    port: 10_000 + index,
  }))
}

// 198.18.0.0/15 is set aside for measurements; beyond it any class of addresses does, as nothing here is ever dialled.
function addressAt(index: number) {
  const subnet = Math.floor(index / 8)
  return `${198 - Math.floor(subnet / 65_536)}.${18 + (Math.floor(subnet / 256) % 256)}.${subnet % 256}.${1 + (index % 8)}`
}
