import { Database } from 'bun:sqlite'

interface Rule {
  name: string
  /** Lists what breaks the rule. */
  sql: string
}

const CHANGES = "('proxy.assigned', 'proxy.reassigned', 'proxy.disabled')"

/** What is true between any two transactions. A change that was half done breaks one of them. */
const RULES: Rule[] = [
  {
    name: 'every account has one row for its exit',
    sql: 'select a.id from accounts a left join assignments s on s.account_id = a.id where s.account_id is null',
  },
  {
    name: 'every account has its event',
    sql: "select id from accounts where (select count(*) from events where account_id = accounts.id and type = 'account.created') <> 1",
  },
  {
    name: 'no exit is held twice',
    sql: 'select exit_key from assignments where exit_key is not null group by exit_key having count(*) > 1',
  },
  {
    name: 'an exit in use is the open line of its history, and the only one',
    sql: `select s.account_id from assignments s where
      (select count(*) from exit_history h where h.account_id = s.account_id and h.released_at is null) <> (s.exit_key is not null)
      or (s.exit_key is not null and not exists (
        select 1 from exit_history h where h.account_id = s.account_id and h.released_at is null
          and h.exit_key = s.exit_key and h.host = s.host and h.port = s.port and h.mode = s.mode))`,
  },
  {
    name: 'every exit that was ever given has its event',
    sql: `select a.id from accounts a where
      (select count(*) from exit_history h where h.account_id = a.id) <>
      (select count(*) from events e where e.account_id = a.id and e.type in ('proxy.assigned', 'proxy.reassigned'))`,
  },
  {
    name: 'the last event tells the present exit',
    sql: `select s.account_id from assignments s
      left join events e on e.id = (select max(id) from events where account_id = s.account_id and type in ${CHANGES})
      where coalesce(json_extract(e.data, '$.to.address') || ':' || json_extract(e.data, '$.to.port') || json_extract(e.data, '$.to.mode'), '')
         <> coalesce(s.host || ':' || s.port || s.mode, '')`,
  },
  {
    name: 'the pool knows which exits are free',
    sql: `select p.exit_key from pool_proxies p where p.valid = 1 and p.removed_at is null and p.free =
      exists (select 1 from assignments s where s.exit_key = p.exit_key)`,
  },
  { name: 'no row points at nothing', sql: 'select * from pragma_foreign_key_check' },
]

/** Every broken rule with what breaks it; empty when nothing is half done. */
export function brokenRules(file: string): Record<string, unknown[]> {
  const client = new Database(file, { readonly: true })
  try {
    const broken = RULES.map(({ name, sql }) => [name, client.query(sql).all()] as const).filter(([, rows]) => rows.length > 0)
    return Object.fromEntries(broken)
  } finally {
    client.close()
  }
}

/** What SQLite itself finds wrong with the file. */
export function damageIn(file: string): unknown[] {
  const client = new Database(file, { readonly: true })
  try {
    return client
      .query<{ integrity_check: string }, []>('pragma integrity_check')
      .all()
      .filter((row) => row.integrity_check !== 'ok')
  } finally {
    client.close()
  }
}
