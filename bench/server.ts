import { Elysia } from 'elysia'
import { openDb, transact } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { createApp } from '#src/app.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { withRealPort } from '#src/boot/address.ts'
import { readConfig } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { createNet } from '#src/net/create.ts'
import { sealCredentials } from '#src/pool/credentials.ts'
import { recountFree } from '#src/pool/free.ts'
import { proxyJson } from '#src/proxies/json.ts'
import { find } from '#src/proxies/store.ts'
import { EVERYTHING, SYSTEM } from '#src/team/actor.ts'
import { make } from '#src/team/keys.ts'
import { createTokens } from '#src/team/tokens.ts'
import { accountIdOf } from './accounts.ts'

// The process under load: the whole app on a database in a folder, and a bare Elysia route beside it on a port of its own.
const [folder = '', proxies = '0', accounts = '0'] = Bun.argv.slice(2)

const config = withRealPort(
  readConfig({
    MOORING_DATA_DIR: folder,
    MOORING_LOG_LEVEL: 'warn',
    MOORING_PORT: '0',
    WEBSHARE_API_URL: 'http://127.0.0.1:1',
  }),
)
const log = createLog(config.log)
const db = openDb(`${folder}/mooring.db`)
const secrets = createSecrets(Buffer.alloc(32, 7))
const deps: Deps = { config, db, secrets, log, now: Date.now, net: createNet(config, log), jobs: createJobRunner(() => deps) }

const token = await signIn()
const apiKey = makeKey()
transact(db, (tx) => {
  seedPool(Number(proxies))
  seedAccounts(Number(accounts))
  recountFree(tx, Date.now())
})
db.$client.run('pragma wal_checkpoint(truncate)')

// A body of the same size and shape, so that only what the product adds is compared.
const SAMPLE = proxyJson(find(db, accountIdOf(0), EVERYTHING) ?? fail(), 'pooluser')
const app = createApp(deps).listen({ hostname: config.host, port: config.port })
const bare = new Elysia()
  .get('/bare/:id', () => ({ success: true, data: SAMPLE }))
  // How much of the processor this process has used, in microseconds.
  .get('/cpu', () => process.cpuUsage())
  .listen({ hostname: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ port: app.server?.port, barePort: bare.server?.port, token, apiKey }))

function fail(): never {
  throw new Error('There are no accounts')
}

async function signIn() {
  const now = Date.now()
  const expiresAt = now + 3_600_000
  statement(
    db,
    `insert into users (id, email, name, role, password_hash, tags, created_at) values ('usr_1', 'o@bench.example', 'Owner', 'owner', 'none', '[]', $now)`,
  ).run({ now })
  statement(db, `insert into sign_ins (id, user_id, created_at, expires_at) values ('sin_1', 'usr_1', $now, $expiresAt)`).run({
    now,
    expiresAt,
  })
  return createTokens(secrets).sign({ signInId: 'sin_1', userId: 'usr_1', expiresAt })
}

function makeKey() {
  const owner = { ...SYSTEM, kind: 'user', id: 'usr_1' } as const
  return make(deps, { name: 'Bench', scopes: ['proxy:read'], accountIds: null, embedOrigins: [], expiresAt: null }, owner).text
}

/** Subnets of 100 exits, 40 carriers, 10 countries, 7 cities in each. */
function seedPool(count: number) {
  const countries = ['US', 'DE', 'GB', 'FR', 'ES', 'IT', 'NL', 'PL', 'CA', 'AU']
  statement(
    db,
    `insert into pool_sources (id, kind, name, origin, created_at, last_good_at) values ('src', 'webshare', 'Main', 'settings', 0, 1)`,
  ).run({})
  const sealed = sealCredentials(secrets, 'crd', { username: 'pooluser', password: 'pool-pass-7Q' })
  statement(db, `insert into credentials (id, source_id, sealed) values ('crd', 'src', $sealed)`).run({ sealed })
  const insert = statement(
    db,
    `insert into pool_proxies (source_id, upstream_id, exit_key, host, port, credential_id, country_code, city_name, city_key, subnet,
       asn_number, high_country_confidence, valid, first_seen_at, free)
     values ('src', $upstreamId, $host, $host, 8080, 'crd', $country, $city, $city, $subnet, $asn, $sure, 1, 0, 0)`,
  )
  for (let index = 0; index < count; index++) {
    const subnet = Math.floor(index / 100)
    insert.run({
      upstreamId: `d-${index}`,
      host: `${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.9`,
      country: countries[subnet % countries.length] ?? 'US',
      city: `city${index % 7}`,
      subnet: `net-${subnet}`,
      asn: 64_500 + (subnet % 40),
      sure: index % 10 === 0 ? 0 : 1,
    })
  }
}

function seedAccounts(count: number) {
  const insert = statement(db, `insert into accounts (id, name, created_at, updated_at) values ($id, $name, 0, 0)`)
  const assignment = statement(db, 'insert into assignments (account_id) values ($id)')
  for (let index = 0; index < count; index++) {
    const id = accountIdOf(index)
    insert.run({ id, name: `Account ${index}` })
    assignment.run({ id })
  }
}
