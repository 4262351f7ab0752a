import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { credentials, PROTOCOLS } from './accounts.ts'
import { flag, json, moment } from './columns.ts'

/** What feeds the pool: a Webshare key and plan, or a list of own proxies. */
export const poolSources = sqliteTable('pool_sources', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['webshare', 'list'] }).notNull(),
  name: text('name').notNull(),
  /** Where it is configured: the environment wins over settings and is shown as fixed. */
  origin: text('origin', { enum: ['environment', 'settings'] }).notNull(),
  /** Webshare key, sealed. */
  apiKey: text('api_key'),
  planId: text('plan_id'),
  proxyMode: text('proxy_mode', { enum: ['direct', 'backbone'] })
    .notNull()
    .default('direct'),
  createdAt: moment('created_at').notNull(),
  disabledAt: moment('disabled_at'),
  lastTriedAt: moment('last_tried_at'),
  /** The pool is as old as this; null while it never was filled. */
  lastGoodAt: moment('last_good_at'),
  /** A closed name (`unauthorized`, `suspended`, `payment_required`, `throttled`, `unreachable`, `bad_answer`, `partial`, `shrunken`) and Webshare's own words. */
  lastError: text('last_error'),
  lastErrorDetail: text('last_error_detail'),
  /** Set while a complete answer waits for a second look, because it would remove too much. */
  heldAt: moment('held_at'),
  heldDigest: text('held_digest'),
  held: json<{ total: number; added: number; removed: number; removedAssigned: number }>('held'),
})

export const poolProxies = sqliteTable(
  'pool_proxies',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    sourceId: text('source_id')
      .notNull()
      .references(() => poolSources.id, { onDelete: 'cascade' }),
    /** Webshare's own id. */
    upstreamId: text('upstream_id'),
    /** The exit as the target site sees it: the address in direct mode, the numbered user in backbone mode. */
    exitKey: text('exit_key').notNull(),
    protocol: text('protocol', { enum: PROTOCOLS }).notNull().default('http'),
    host: text('host').notNull(),
    port: integer('port').notNull(),
    credentialId: text('credential_id').references(() => credentials.id),
    countryCode: text('country_code'),
    cityName: text('city_name'),
    /** City folded for comparison: no case, spaces or diacritics. */
    cityKey: text('city_key'),
    /** IPv4 /24 or IPv6 /48 of the address. */
    subnet: text('subnet'),
    asnNumber: integer('asn_number'),
    asnName: text('asn_name'),
    highCountryConfidence: flag('high_country_confidence'),
    valid: flag('valid').notNull(),
    lastVerification: text('last_verification'),
    upstreamCreatedAt: text('upstream_created_at'),
    firstSeenAt: moment('first_seen_at').notNull(),
    /** The last complete list did not have it. Kept only while an account holds it. */
    removedAt: moment('removed_at'),
    /** Derived, kept true by the pool's store: valid, listed, held by nobody, not resting, not burnt. */
    free: flag('free').notNull().default(true),
    /** How many proxies of the same subnet stand before this one: taking low numbers first spreads accounts over subnets. */
    spread: integer('spread').notNull().default(0),
  },
  (table) => [
    uniqueIndex('pool_proxies_by_source_exit').on(table.sourceId, table.exitKey, table.port),
    index('pool_proxies_by_exit').on(table.exitKey),
    index('pool_proxies_free').on(table.countryCode, table.highCountryConfidence, table.spread).where(sql`${table.free} = 1`),
    index('pool_proxies_free_in_city')
      .on(table.countryCode, table.cityKey, table.highCountryConfidence, table.spread)
      .where(sql`${table.free} = 1`),
    index('pool_proxies_free_anywhere').on(table.highCountryConfidence, table.spread).where(sql`${table.free} = 1`),
  ],
)

/** What is remembered of an exit beyond its row in the pool, so that it survives leaving and coming back. */
export const exits = sqliteTable(
  'exits',
  {
    exitKey: text('exit_key').primaryKey(),
    /** Nobody but `lastAccountId` gets it before this moment. */
    restingUntil: moment('resting_until'),
    /** `failed` or `used`. */
    restingWhy: text('resting_why', { enum: ['failed', 'used'] }),
    lastAccountId: text('last_account_id'),
    failedAt: moment('failed_at'),
    /** Marked by hand: never given out again. */
    burntAt: moment('burnt_at'),
  },
  (table) => [index('exits_resting').on(table.restingUntil)],
)

export const syncRuns = sqliteTable(
  'sync_runs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    sourceId: text('source_id')
      .notNull()
      .references(() => poolSources.id, { onDelete: 'cascade' }),
    startedAt: moment('started_at').notNull(),
    finishedAt: moment('finished_at'),
    /** `applied`, `held` or `failed`. */
    outcome: text('outcome', { enum: ['applied', 'held', 'failed'] }),
    error: text('error'),
    total: integer('total'),
    added: integer('added'),
    removed: integer('removed'),
    changed: integer('changed'),
  },
  (table) => [index('sync_runs_by_source').on(table.sourceId, table.startedAt)],
)
