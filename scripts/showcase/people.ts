import type { CheckState } from '#views/ui/strip.tsx'

export interface Sample {
  name: string
  handle: string
  tag?: string
  country: string | null
  city: string
  ip: string
  mode: 'Auto' | 'Manual' | 'None'
  session: 'Active' | 'Expired' | '2FA needed' | 'Not connected'
  tone: 'ok' | 'warn' | 'bad' | 'none'
  latency: number | null
  checked: string
  fix?: string
}

// Made-up people and addresses of documentation (RFC 5737).
// biome-ignore format: a table reads best as one block
export const PEOPLE: Sample[] = [
  { name: 'Mila Frost', handle: '@milafrost', tag: 'DE', country: 'DE', city: 'Berlin', ip: '192.0.2.45', mode: 'Auto', session: 'Active', tone: 'bad', latency: null, checked: '41 s ago', fix: 'Replace IP' },
  { name: 'Ruby Lane', handle: '@rubylane', country: 'US', city: 'Chicago', ip: '203.0.113.140', mode: 'Auto', session: 'Active', tone: 'warn', latency: 299, checked: '2 min ago', fix: 'Test' },
  { name: 'Carmen Reyes', handle: '@carmenreyes', tag: 'ES', country: 'ES', city: 'Madrid', ip: '203.0.113.66', mode: 'Manual', session: 'Expired', tone: 'ok', latency: 78, checked: '6 min ago', fix: 'Send link' },
  { name: 'Ava Sinclair', handle: '@avasinclair', tag: 'UK', country: 'GB', city: 'Manchester', ip: '192.0.2.77', mode: 'Auto', session: '2FA needed', tone: 'ok', latency: 192, checked: '1 min ago', fix: 'Enter code' },
  { name: 'Kaya Sol', handle: '@kayasol', country: null, city: '', ip: '', mode: 'None', session: 'Not connected', tone: 'none', latency: null, checked: '', fix: 'Assign' },
  { name: 'Stella Moon', handle: '@stellamoon', tag: 'VIP', country: 'US', city: 'New York', ip: '203.0.113.14', mode: 'Auto', session: 'Active', tone: 'ok', latency: 174, checked: '2 min ago' },
  { name: 'Nora Vale', handle: '@noravale', tag: 'VIP', country: 'US', city: 'Los Angeles', ip: '203.0.113.87', mode: 'Auto', session: 'Active', tone: 'ok', latency: 162, checked: '2 min ago' },
  { name: 'Ivy Rhodes', handle: '@ivyrhodes', country: 'US', city: 'Dallas', ip: '198.51.100.23', mode: 'Auto', session: 'Active', tone: 'ok', latency: 187, checked: '3 min ago' },
  { name: 'Luna Hart', handle: '@lunahart', country: 'GB', city: 'London', ip: '198.51.100.201', mode: 'Manual', session: 'Active', tone: 'ok', latency: 189, checked: '5 min ago' },
  { name: 'Elise Fontaine', handle: '@elisefontaine', tag: 'FR', country: 'FR', city: 'Paris', ip: '198.51.100.9', mode: 'Auto', session: 'Active', tone: 'ok', latency: 225, checked: '4 min ago' },
  { name: 'Zoe Carter', handle: '@zoecarter', country: 'CA', city: 'Toronto', ip: '192.0.2.130', mode: 'Auto', session: 'Active', tone: 'ok', latency: 192, checked: '2 min ago' },
  { name: 'Petra Novak', handle: '@petranovak', country: 'CZ', city: 'Prague', ip: '198.51.100.54', mode: 'Auto', session: 'Active', tone: 'ok', latency: 221, checked: '3 min ago' },
]

/** Checks that look like a day, the same on every run. */
export function checksOf(person: Sample, count: number): CheckState[] {
  if (person.tone === 'none') return Array<CheckState>(count).fill('none')
  const seed = person.name.length
  return Array.from({ length: count }, (_, at) => {
    if (person.tone === 'bad' && at >= count - 3) return 'bad'
    if (person.tone === 'warn' && at >= count - 9 && at % 3 !== 0) return 'warn'
    if ((at * 7 + seed * 5) % 31 === 3 && seed % 2 === 1) return 'warn'
    return (at * 11 + seed) % 53 === 7 ? 'bad' : 'ok'
  })
}

export const latenciesOf = (person: Sample): number[] =>
  Array.from({ length: 24 }, (_, at) =>
    Math.round((person.latency ?? 140) * (0.75 + (((at * 37 + person.name.length * 13) % 17) / 17) * 0.4)),
  )
