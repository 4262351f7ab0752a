import { transact } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import type { Deps } from '#src/deps.ts'
import { recountFree } from '#src/pool/free.ts'
import { accountIdOf } from './accounts.ts'

const COUNTRIES = ['US', 'DE', 'GB', 'FR', 'ES', 'IT', 'NL', 'PL', 'CA', 'AU']
const NAMES = ['Mila', 'Ruby', 'Stella', 'Luna', 'Nora', 'Ana', 'Zoe', 'Iris', 'Cleo', 'Vera']
const CHECKS = 288
const FIVE_MINUTES_MS = 300_000

/** An agency as large as they come: accounts with exits, tags and a day of checks; one in fifty needs somebody. */
export function seedAgency({ db, now }: Deps, { accounts, proxies }: { accounts: number; proxies: number }) {
  const at = now()
  transact(db, (tx) => {
    const run = (sql: string, values: Record<string, string | number> = {}) => statement(tx, sql).run(values)
    run(
      `insert into users (id, email, name, role, password_hash, tags, created_at) values ('usr_1', 'o@bench.example', 'Owner', 'owner', 'none', '[]', $at)`,
      { at },
    )
    run(`insert into sign_ins (id, user_id, created_at, expires_at) values ('sin_1', 'usr_1', $at, $at + 3600000)`, { at })
    run(
      `insert into pool_sources (id, kind, name, origin, created_at, last_good_at) values ('src', 'webshare', 'Main', 'settings', $at, $at)`,
      { at },
    )
    for (let index = 0; index < proxies; index++) {
      run(
        `insert into pool_proxies (source_id, upstream_id, exit_key, host, port, country_code, city_name, city_key, subnet, asn_number,
           high_country_confidence, valid, first_seen_at, free)
         values ('src', $id, $host, $host, 8080, $country, $city, $city, $subnet, $asn, 1, 1, 0, 0)`,
        {
          id: `d-${index}`,
          host: hostOf(index),
          country: countryOf(index),
          city: `city${index % 7}`,
          subnet: `net-${index >> 5}`,
          asn: 64_500 + (index % 40),
        },
      )
    }
    for (let index = 0; index < accounts; index++) {
      const id = accountIdOf(index)
      const name = `${NAMES[index % NAMES.length]} ${index}`
      run(
        `insert into accounts (id, name, username, client_reference_id, move_policy, created_at, updated_at)
         values ($id, $name, $username, $reference, 'country', $at, $at)`,
        { id, name, username: name.toLowerCase().replace(' ', ''), reference: `crm-${index}`, at: at + index },
      )
      run('insert into account_tags (account_id, tag) values ($id, $tag)', { id, tag: `team-${index % 12}` })
      const isDown = index % 50 === 0
      run(
        `insert into assignments (account_id, mode, is_active, exit_key, proxy_id, source_id, host, port, country_code, city_name, subnet,
           asn_number, assigned_at, exit_ip, last_check_at, last_check_ok, last_check_reason, last_check_latency_ms, failed_at)
         values ($id, 'auto', 1, $host, $proxyId, 'src', $host, 8080, $country, $city, $subnet, $asn, $at, $host, $at, $ok, $reason, $latency, $failedAt)`,
        {
          ...{ id, host: hostOf(index), proxyId: `d-${index}`, country: countryOf(index), city: `city${index % 7}` },
          ...{ subnet: `net-${index >> 5}`, asn: 64_500 + (index % 40), at, ok: isDown ? 0 : 1, latency: 80 + (index % 400) },
          ...{ reason: isDown ? 'timeout' : '', failedAt: isDown ? at : (null as unknown as number) },
        },
      )
    }
    run(
      `insert into checks (account_id, exit_key, at, cause, ok, reason, exit_ip, country, latency_ms)
       with recursive step(n) as (select 1 union all select n + 1 from step where n < ${CHECKS})
       select a.account_id, a.exit_key, $at - step.n * ${FIVE_MINUTES_MS}, 'periodic', (step.n + a.rowid) % 97 <> 0,
         case when (step.n + a.rowid) % 97 = 0 then 'timeout' end, a.exit_ip, a.country_code, 80 + (step.n * a.rowid) % 300
       from step cross join assignments a`,
      { at },
    )
    recountFree(tx, at)
  })
  db.$client.run('pragma wal_checkpoint(truncate)')
}

const hostOf = (index: number) => `${20 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.9`
const countryOf = (index: number) => COUNTRIES[(index >> 5) % COUNTRIES.length] ?? 'US'
