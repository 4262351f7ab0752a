import { and, asc, count, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { accounts, accountTags, assignments, type ProxyMode } from '#db/schema/accounts.ts'
import { type ConnectionStatus, connections } from '#db/schema/connections.ts'
import type { Reach } from '#src/team/actor.ts'
import { within } from './reach.ts'
import { type Account, type AssignmentRow, tagsOf } from './store.ts'

export interface AccountFilter {
  reach: Reach
  q?: string | undefined
  tag?: string | undefined
  mode?: ProxyMode | undefined
  country?: string | undefined
  /** `attention`: somebody should look at it; `none`: nobody needs to. */
  state?: 'attention' | 'none' | undefined
  archived: 'true' | 'false' | 'all'
  /** Only those that go out through a proxy now. */
  active?: boolean | undefined
}

export const SORTS = ['name', '-name', 'created_at', '-created_at', 'attention'] as const
export type AccountSort = (typeof SORTS)[number]

/** Where a list goes on: the values it is sorted by, of the last row. */
export type AccountPlace = readonly (string | number)[]

export interface ListedAccount {
  account: Account
  assignment: AssignmentRow
}

/** No exit, one that is switched off, failed, or left the pool; never null. */
export const exitNeedsAttention = sql<number>`(${assignments.mode} = 'none' or ${assignments.isActive} = 0 or ${assignments.failedAt} is not null
  or coalesce(${assignments.lastCheckOk}, 1) = 0 or ${assignments.removedUpstreamAt} is not null)`

const needsSession = (status: ConnectionStatus) =>
  sql`exists (select 1 from ${connections} where ${connections.accountId} = ${assignments.accountId} and ${connections.status} = ${status})`

/** Its exit, or its session at OnlyFans. The same for everybody who counts or sorts by it. */
export const needsAttention = sql<number>`(${exitNeedsAttention} or ${needsSession('expired')} or ${needsSession('awaiting_2fa')})`

// The most harmful first: what is proven dead, then what cannot go out, then what may be about to fail, then what somebody chose.
const harm = sql<number>`case when ${needsSession('expired')} then 0 when ${assignments.failedAt} is not null then 1
  when ${assignments.mode} = 'none' then 2 when ${needsSession('awaiting_2fa')} then 3
  when coalesce(${assignments.lastCheckOk}, 1) = 0 then 4 when ${assignments.removedUpstreamAt} is not null then 5
  when ${assignments.isActive} = 0 then 6 else 9 end`

// What each order compares, first to last; the id makes every place unique.
const KEYS: Record<AccountSort, { keys: SQL[]; descending: boolean }> = {
  name: { keys: [sql`lower(${accounts.name})`, sql`${accounts.id}`], descending: false },
  '-name': { keys: [sql`lower(${accounts.name})`, sql`${accounts.id}`], descending: true },
  created_at: { keys: [sql`${accounts.createdAt}`, sql`${accounts.id}`], descending: false },
  '-created_at': { keys: [sql`${accounts.createdAt}`, sql`${accounts.id}`], descending: true },
  attention: { keys: [harm, sql`lower(${accounts.name})`, sql`${accounts.id}`], descending: false },
}

/** The accounts that match, each with its place in the order. */
export function list(
  db: Queryable,
  filter: AccountFilter,
  { sort, limit, after = null, offset = 0 }: { sort: AccountSort; limit: number; after?: AccountPlace | null; offset?: number },
): (ListedAccount & { place: AccountPlace })[] {
  const { keys, descending } = KEYS[sort]
  const place = sql<string>`json_array(${sql.join(keys, sql`, `)})`
  const rows = db
    .select({ account: accounts, assignment: assignments, place })
    .from(accounts)
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(and(matching(filter), after ? beyond(keys, after, descending) : undefined))
    .orderBy(...keys.map((key) => (descending ? desc(key) : asc(key))))
    .limit(limit)
    .offset(offset)
    .all()
  const tags = tagsOf(
    db,
    rows.map(({ account }) => account.id),
  )
  return rows.map(({ account, assignment, place }) => ({
    account: { ...account, tags: tags.get(account.id) ?? [] },
    assignment,
    place: JSON.parse(place) as AccountPlace,
  }))
}

/** The ids of all that match, oldest first. */
export function idsMatching(db: Queryable, filter: AccountFilter): string[] {
  return db
    .select({ id: accounts.id })
    .from(accounts)
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(matching(filter))
    .orderBy(asc(accounts.createdAt), asc(accounts.id))
    .all()
    .map(({ id }) => id)
}

export function countMatching(db: Queryable, filter: AccountFilter): number {
  const row = db
    .select({ total: count() })
    .from(accounts)
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(matching(filter))
    .get()
  return row?.total ?? 0
}

/** How many accounts within reach are in each state; archived ones only in `archived`. */
export function countsWithin(db: Queryable, reach: Reach) {
  const live = sql`${accounts.archivedAt} is null`
  const countIf = (condition: SQL) => sql<number>`count(case when ${live} and ${condition} then 1 end)`
  const row = db
    .select({
      all: countIf(sql`1`),
      attention: countIf(needsAttention),
      auto: countIf(sql`${assignments.mode} = 'auto'`),
      manual: countIf(sql`${assignments.mode} = 'manual'`),
      none: countIf(sql`${assignments.mode} = 'none'`),
      archived: sql<number>`count(${accounts.archivedAt})`,
    })
    .from(accounts)
    .innerJoin(assignments, eq(assignments.accountId, accounts.id))
    .where(within(accounts.id, reach))
    .get()
  return row ?? { all: 0, attention: 0, auto: 0, manual: 0, none: 0, archived: 0 }
}

/** Tags and countries that a filter could name. */
export function choicesWithin(db: Queryable, reach: Reach): { tags: string[]; countries: string[] } {
  const tags = db
    .selectDistinct({ tag: accountTags.tag })
    .from(accountTags)
    .where(within(accountTags.accountId, reach))
    .orderBy(asc(accountTags.tag))
    .all()
  const countries = db
    .selectDistinct({ code: assignments.countryCode })
    .from(assignments)
    .where(and(isNotNull(assignments.countryCode), within(assignments.accountId, reach)))
    .orderBy(asc(assignments.countryCode))
    .all()
  return { tags: tags.map(({ tag }) => tag), countries: countries.flatMap(({ code }) => (code === null ? [] : [code])) }
}

function matching({ reach, q, tag, mode, country, state, archived, active }: AccountFilter): SQL | undefined {
  return and(
    within(accounts.id, reach),
    archived === 'all' ? undefined : archived === 'true' ? isNotNull(accounts.archivedAt) : isNull(accounts.archivedAt),
    q ? containing(q) : undefined,
    tag ? hasTag(sql`${accountTags.tag} = ${tag}`) : undefined,
    mode ? eq(assignments.mode, mode) : undefined,
    country ? eq(assignments.countryCode, country) : undefined,
    active ? and(eq(assignments.isActive, true), isNotNull(assignments.exitKey)) : undefined,
    state === 'attention' ? needsAttention : state === 'none' ? sql`not ${needsAttention}` : undefined,
  )
}

const hasTag = (condition: SQL) =>
  sql`exists (select 1 from ${accountTags} where ${accountTags.accountId} = ${accounts.id} and ${condition})`

const SEARCHED = [
  accounts.name,
  accounts.username,
  accounts.clientReferenceId,
  assignments.host,
  assignments.exitIp,
  assignments.cityName,
]

function containing(q: string): SQL {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const hits = SEARCHED.map((column) => sql`${column} like ${pattern} escape '\\'`)
  return sql`(${sql.join([...hits, hasTag(sql`${accountTags.tag} like ${pattern} escape '\\'`)], sql` or `)})`
}

// Row values compare from left to right, as the order does.
const beyond = (keys: SQL[], after: AccountPlace, descending: boolean): SQL =>
  sql`(${sql.join(keys, sql`, `)}) ${sql.raw(descending ? '<' : '>')} (${sql.join(
    after.map((value) => sql`${value}`),
    sql`, `,
  )})`
