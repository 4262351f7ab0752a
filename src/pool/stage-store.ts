import type { Db } from '#db/open.ts'
import { transact } from '#db/open.ts'
import type { ProxyProtocol } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'

/** A proxy of the list that is being read, as it will stand in the pool. */
export interface StagedProxy {
  exitKey: string
  port: number
  upstreamId: string | null
  protocol: ProxyProtocol
  host: string
  credentialId: string | null
  countryCode: string | null
  cityName: string | null
  cityKey: string | null
  subnet: string | null
  asnNumber: number | null
  asnName: string | null
  highCountryConfidence: boolean | null
  valid: boolean
  lastVerification: string | null
  upstreamCreatedAt: string | null
}

// A temporary table: it holds no password, is gone with the connection, and keeps a hundred thousand rows out of memory.
const TABLE = `create temp table if not exists pool_stage (
  source_id text not null, exit_key text not null, port integer not null, upstream_id text, protocol text not null, host text not null,
  credential_id text, country_code text, city_name text, city_key text, subnet text, asn_number integer, asn_name text,
  high_country_confidence integer, valid integer not null, last_verification text, upstream_created_at text,
  primary key (source_id, exit_key, port)) without rowid`

// Webshare repeats addresses while it moves proxies about, so the address decides: the first stays.
const INSERT = `insert or ignore into pool_stage values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

const OTHERS = `select exists (select 1 from pool_stage where source_id < $sourceId)
  or exists (select 1 from pool_stage where source_id > $sourceId) as n`

export interface Stage {
  add(proxies: StagedProxy[]): void
  clear(): void
}

/** A place to put a source's list down, page by page, until all of it is there. */
export function openStage(db: Db, sourceId: string): Stage {
  db.$client.run(TABLE)
  // There is no secret in it to wipe.
  db.$client.run('PRAGMA temp.secure_delete = OFF')
  const insert = db.$client.query(INSERT)
  const clear = () => {
    // A table that is emptied as a whole is not gone through row by row.
    const isAlone = statement<{ n: number }>(db, OTHERS).get({ sourceId })?.n === 0
    if (isAlone) db.$client.run('delete from pool_stage')
    else statement(db, 'delete from pool_stage where source_id = $sourceId').run({ sourceId })
  }
  clear()
  return {
    clear,
    add(proxies) {
      transact(db, () => {
        for (const p of proxies) {
          // biome-ignore format: one line of the table
          insert.run(
            sourceId, p.exitKey, p.port, p.upstreamId, p.protocol, p.host, p.credentialId, p.countryCode, p.cityName, p.cityKey,
            p.subnet, p.asnNumber, p.asnName, p.highCountryConfidence, p.valid, p.lastVerification, p.upstreamCreatedAt,
          )
        }
      })
    },
  }
}
