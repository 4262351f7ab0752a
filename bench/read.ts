import { accountIdOf } from './accounts.ts'
import { run } from './load.ts'
import { type Served, serve } from './world.ts'

const ACCOUNTS = 1_000
const REQUESTS = 60_000
const CONNECTIONS = 32

// GET account proxy with a bearer, beside a bare Elysia route in the same process.
const world = await serve({ proxies: 2_000, accounts: ACCOUNTS })
try {
  await run({ port: world.port, requests: requests(world, ACCOUNTS, 'POST', '/assign-auto'), connections: 4 })
  const rates = { bare: 0, read: 0 }
  // By turns, and the first round only warms up.
  for (let round = 0; round < 4; round++) {
    const bare = await run({ port: world.barePort, requests: bareRequests(world, REQUESTS), connections: CONNECTIONS })
    const read = await run({ port: world.port, requests: requests(world, REQUESTS), connections: CONNECTIONS })
    if (read.failed > 0) throw new Error(`${read.failed} reads failed`)
    if (round > 0) {
      rates.bare += bare.perSecond / 3
      rates.read += read.perSecond / 3
    }
  }
  console.log(`bare Elysia route         ${Math.round(rates.bare)} /s`)
  console.log(`GET account proxy         ${Math.round(rates.read)} /s`)
  console.log(`GET ÷ bare                ${(rates.read / rates.bare).toFixed(2)}  (target 0.5)`)
} finally {
  await world.stop()
}

function* requests({ token, port }: Served, count: number, method = 'GET', verb = ''): Generator<string> {
  const length = method === 'POST' ? 'content-length: 0\r\n' : ''
  for (let index = 0; index < count; index++) {
    const path = `/api/proxy/account/${accountIdOf(index % ACCOUNTS)}${verb}`
    yield `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\n${length}\r\n`
  }
}

function* bareRequests({ barePort: port }: Served, count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield `GET /bare/${index % ACCOUNTS} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`
}
