// The program under load for bench/access.ts: creators who are connected, each going out by the same proxy.
import { readFileSync } from 'node:fs'
import { Elysia } from 'elysia'
import { openDb, transact } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { createApp } from '#src/app.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { withRealPort } from '#src/boot/address.ts'
import { readConfig } from '#src/config.ts'
import { exitIdOf } from '#src/connections/exit-id.ts'
import { captured, seal } from '#src/connections/session.ts'
import type { Deps } from '#src/deps.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { createNet } from '#src/net/create.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { Session } from '#src/onlyfans/session.ts'
import { sealCredentials } from '#src/pool/credentials.ts'
import { find } from '#src/proxies/store.ts'
import { PERMISSIONS } from '#src/settings/permissions.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { make } from '#src/team/keys.ts'
import { accountIdOf } from './accounts.ts'

const [folder = '', outside = '{}'] = Bun.argv.slice(2)
const { url, caFile, rules, proxy } = JSON.parse(outside) as { url: string; caFile: string; rules: string; proxy: ProxyServer }

const config = withRealPort(
  readConfig({
    MOORING_DATA_DIR: folder,
    MOORING_LOG_LEVEL: 'warn',
    MOORING_PORT: '0',
    MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    ONLYFANS_API_URL: url,
    MOORING_CA_FILE: caFile,
    MOORING_RULES_URL: `file://${rules}`,
  }),
)
const log = createLog(config.log)
const db = openDb(`${folder}/mooring.db`)
const secrets = createSecrets(Buffer.alloc(32, 7))
const deps: Deps = { config, db, secrets, log, now: Date.now, net: createNet(config, log), jobs: createJobRunner(() => deps) }

const sessions = JSON.parse(readFileSync(`${folder}/sessions.json`, 'utf8')) as Session[]
transact(db, seedConnections)
const apiKey = makeKey()

const app = createApp(deps).listen({ hostname: config.host, port: config.port })
const figures = new Elysia()
  .get('/cpu', () => process.cpuUsage())
  .get('/memory', () => {
    Bun.gc(true)
    return process.memoryUsage.rss()
  })
  .listen({ hostname: '127.0.0.1', port: 0 })
console.log(JSON.stringify({ port: app.server?.port, figuresPort: figures.server?.port, apiKey }))

function makeKey() {
  statement(
    db,
    `insert into users (id, email, name, role, password_hash, tags, created_at) values ('usr_1', 'o@bench.example', 'Owner', 'owner', 'none', '[]', 0)`,
  ).run({})
  const owner = { ...SYSTEM, kind: 'user', id: 'usr_1' } as const
  return make(deps, { name: 'Bench', scopes: ['access'], accountIds: null, embedOrigins: [], expiresAt: null }, owner).text
}

function seedConnections() {
  const { protocol, host, port, username, password } = proxy
  const sealed = sealCredentials(secrets, 'crd', { username: username ?? '', password: password ?? '' })
  statement(db, `insert into credentials (id, sealed) values ('crd', $sealed)`).run({ sealed })
  const account = statement(db, `insert into accounts (id, name, created_at, updated_at) values ($id, $name, 0, 0)`)
  const assignment = statement(
    db,
    `insert into assignments (account_id, mode, is_active, exit_key, slot, protocol, host, port, credential_id, assigned_at)
     values ($id, 'manual', 1, $host, $slot, $protocol, $host, $port, 'crd', 0)`,
  )
  const connection = statement(
    db,
    `insert into connections (id, account_id, onlyfans_user_id, status, source, permissions, revision, created_at, updated_at)
     values ($id, $accountId, $userId, 'active', 'import', $permissions, 1, 0, 0)`,
  )
  const session = statement(
    db,
    `insert into sessions (connection_id, revision, sealed, digest, user_agent, source, captured_at, captured_by, verdict)
     values ($id, 1, $sealed, $digest, $userAgent, 'import', 0, 'Bench', 'active')`,
  )
  const use = statement(
    db,
    'insert into session_uses (digest, pairing, exit_key, last_used_at) values ($digest, $pairing, $exitId, 0)',
  )
  for (const [index, one] of sessions.entries()) {
    const accountId = accountIdOf(index)
    const id = `conn_${index}`
    const kept = captured(secrets, one)
    account.run({ id: accountId, name: `Account ${index}` })
    assignment.run({ id: accountId, host, port, protocol, slot: index })
    connection.run({ id, accountId, userId: one.userId, permissions: JSON.stringify(PERMISSIONS) })
    session.run({ id, sealed: seal(secrets, id, 1, kept), digest: kept.digest, userAgent: one.userAgent })
    const row = find(db, accountId, SYSTEM.reach)
    if (!row) throw new Error('The account was not stored')
    use.run({ digest: kept.digest, pairing: kept.pairing, exitId: exitIdOf(deps, row) })
  }
}
