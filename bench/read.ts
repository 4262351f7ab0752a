import { accountIdOf } from './accounts.ts'
import { median, run } from './load.ts'
import { serve } from './world.ts'

const ACCOUNTS = 1_000
const REQUESTS = 12_000
const CONNECTIONS = 32
const ROUNDS = 15

interface Round {
  perSecond: number
  /** Microseconds of the server's processor time. */
  cpuEach: number
}

// GET account proxy with a bearer, beside a bare Elysia route of the same process that answers a body of the same size. In short
// rounds by turns, so that what else the machine does hits all of them; the ratios are those of one round.
const world = await serve({ proxies: 2_000, accounts: ACCOUNTS })
try {
  await run({ port: world.port, requests: assigning().values(), connections: 4 })
  const kinds = {
    bare: { port: world.barePort, requests: reading('/bare/', (index) => String(index)) },
    'sign-in': { port: world.port, requests: reading('/api/proxy/account/', accountIdOf, world.token) },
    'API key': { port: world.port, requests: reading('/api/proxy/account/', accountIdOf, world.apiKey) },
  }
  const rounds = { bare: [] as Round[], 'sign-in': [] as Round[], 'API key': [] as Round[] }
  const names = Object.keys(kinds) as (keyof typeof kinds)[]
  // Until everything that is asked often is compiled.
  for (let round = 0; round < 3; round++) for (const name of names) await measure(kinds[name])
  for (let round = 0; round < ROUNDS; round++) for (const name of names) rounds[name].push(await measure(kinds[name]))
  for (const name of names) {
    const rate = median(rounds[name].map(({ perSecond }) => perSecond))
    const cpu = median(rounds[name].map(({ cpuEach }) => cpuEach))
    console.log(`${name.padEnd(8)} ${rate.toFixed(0).padStart(8)} /s ${cpu.toFixed(1).padStart(6)} µs of the processor each`)
  }
  for (const name of ['sign-in', 'API key'] as const) {
    const rate = median(rounds[name].map(({ perSecond }, index) => perSecond / (rounds.bare[index]?.perSecond ?? 0)))
    const cpu = median(rounds[name].map(({ cpuEach }, index) => (rounds.bare[index]?.cpuEach ?? 0) / cpuEach))
    console.log(`GET ÷ bare, ${name}   ${rate.toFixed(2)} by time, ${cpu.toFixed(2)} by processor  (target 0.5)`)
  }
} finally {
  await world.stop()
}

async function measure({ port, requests }: { port: number; requests: Uint8Array[] }): Promise<Round> {
  const before = await world.cpuMs()
  const { perSecond, failed } = await run({ port, requests: repeated(requests), connections: CONNECTIONS })
  if (failed > 0) throw new Error(`${failed} reads failed`)
  return { perSecond, cpuEach: (((await world.cpuMs()) - before) * 1000) / REQUESTS }
}

function* repeated(requests: Uint8Array[]): Generator<Uint8Array> {
  for (let index = 0; index < REQUESTS; index++) yield requests[index % requests.length] ?? new Uint8Array()
}

/** Requests for every account, as bytes. */
function reading(path: string, idOf: (index: number) => string, bearer?: string): Uint8Array[] {
  const authorization = bearer ? `authorization: Bearer ${bearer}\r\n` : ''
  return Array.from({ length: ACCOUNTS }, (_, index) =>
    Buffer.from(`GET ${path}${idOf(index)} HTTP/1.1\r\nhost: 127.0.0.1:${world.port}\r\n${authorization}\r\n`),
  )
}

function assigning(): string[] {
  return Array.from({ length: ACCOUNTS }, (_, index) => {
    const path = `/api/proxy/account/${accountIdOf(index)}/assign-auto`
    return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${world.port}\r\nauthorization: Bearer ${world.token}\r\ncontent-length: 0\r\n\r\n`
  })
}
