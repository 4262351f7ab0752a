import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { flag, moment } from './columns.ts'

/** How far an account may be moved without asking: UX words "wait for me / city / country / anywhere". */
export const MOVE_POLICIES = ['wait', 'city', 'country', 'anywhere'] as const
export type MovePolicy = (typeof MOVE_POLICIES)[number]

export const PROXY_MODES = ['auto', 'manual', 'none'] as const
export type ProxyMode = (typeof PROXY_MODES)[number]

export const PROTOCOLS = ['http', 'https', 'socks5'] as const
export type ProxyProtocol = (typeof PROTOCOLS)[number]

export const accounts = sqliteTable(
  'accounts',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    username: text('username'),
    clientReferenceId: text('client_reference_id'),
    /** Sealed: notes tell who a creator is. */
    note: text('note'),
    movePolicy: text('move_policy', { enum: MOVE_POLICIES }).notNull().default('country'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    archivedAt: moment('archived_at'),
  },
  (table) => [index('accounts_by_name').on(table.name), index('accounts_by_reference').on(table.clientReferenceId)],
)

export const accountTags = sqliteTable(
  'account_tags',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    tag: text('tag').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.tag] }), index('account_tags_by_tag').on(table.tag)],
)

/** User and password of proxies. Webshare gives one pair to a whole plan, so proxies share rows. */
export const credentials = sqliteTable('credentials', {
  id: text('id').primaryKey(),
  /** The pool source they came from; null for a proxy that a user typed in. */
  sourceId: text('source_id'),
  /** JSON `{username,password}`, sealed. */
  sealed: text('sealed').notNull(),
})

/** The one proxy an account goes out through. A row exists for every account, also in mode `none`. */
export const assignments = sqliteTable(
  'assignments',
  {
    accountId: text('account_id')
      .primaryKey()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    mode: text('mode', { enum: PROXY_MODES }).notNull().default('none'),
    isActive: flag('is_active').notNull().default(false),
    /** The exit as the target site sees it; unique together with `slot`, which counts up to `accounts_per_proxy`. */
    exitKey: text('exit_key'),
    slot: integer('slot').notNull().default(0),
    /** Webshare's id of the proxy; null for manual. */
    proxyId: text('proxy_id'),
    sourceId: text('source_id'),
    protocol: text('protocol', { enum: PROTOCOLS }).notNull().default('http'),
    host: text('host'),
    port: integer('port'),
    credentialId: text('credential_id').references(() => credentials.id),
    countryCode: text('country_code'),
    cityName: text('city_name'),
    /** Where the exit stands, so that accounts can be kept apart: IPv4 /24 or IPv6 /48, and the carrier's number. */
    subnet: text('subnet'),
    asnNumber: integer('asn_number'),
    assignedAt: moment('assigned_at'),
    /** Set when a failure was proven for this exit; assign-auto then gives a new one without force. */
    failedAt: moment('failed_at'),
    failedReason: text('failed_reason'),
    /** Set when the pool no longer lists the proxy. It keeps serving while it works. */
    removedUpstreamAt: moment('removed_upstream_at'),
    /** The exit IP that the last good check saw. */
    exitIp: text('exit_ip'),
    exitIpCountry: text('exit_ip_country'),
    lastCheckAt: moment('last_check_at'),
    lastCheckOk: flag('last_check_ok'),
    lastCheckReason: text('last_check_reason'),
    lastCheckLatencyMs: integer('last_check_latency_ms'),
    nextCheckAt: moment('next_check_at'),
    regionPreference: text('region_preference'),
    cityPreference: text('city_preference'),
    /** Counts every change of proxy, so that a slow test never overwrites a newer assignment. */
    generation: integer('generation').notNull().default(0),
  },
  (table) => [
    uniqueIndex('assignments_one_account_per_exit').on(table.exitKey, table.slot).where(sql`${table.exitKey} is not null`),
    index('assignments_due_for_check').on(table.nextCheckAt),
    index('assignments_by_subnet').on(table.subnet, table.accountId).where(sql`${table.subnet} is not null`),
    index('assignments_by_carrier').on(table.asnNumber, table.accountId).where(sql`${table.asnNumber} is not null`),
  ],
)

/** Every exit an account has had, the current one included (`releasedAt` null). */
export const exitHistory = sqliteTable(
  'exit_history',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    exitKey: text('exit_key').notNull(),
    mode: text('mode', { enum: ['auto', 'manual'] }).notNull(),
    proxyId: text('proxy_id'),
    sourceId: text('source_id'),
    protocol: text('protocol', { enum: PROTOCOLS }).notNull(),
    host: text('host').notNull(),
    port: integer('port').notNull(),
    credentialId: text('credential_id').references(() => credentials.id),
    countryCode: text('country_code'),
    cityName: text('city_name'),
    assignedAt: moment('assigned_at').notNull(),
    releasedAt: moment('released_at'),
    /** Why it was left: `replaced`, `failed`, `disabled`, `manual`, `restored`, `archived`. */
    releasedWhy: text('released_why'),
  },
  (table) => [
    index('exit_history_by_account').on(table.accountId, table.assignedAt),
    index('exit_history_by_exit').on(table.exitKey),
    index('exit_history_failed').on(table.releasedAt).where(sql`${table.releasedWhy} = 'failed'`),
  ],
)

/** Results of connectivity tests of an assigned proxy, newest kept for a while. */
export const checks = sqliteTable(
  'checks',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    exitKey: text('exit_key').notNull(),
    at: moment('at').notNull(),
    /** Who asked: the timer, a person, or the proof of a reported failure. */
    cause: text('cause', { enum: ['periodic', 'manual', 'failure'] }).notNull(),
    ok: flag('ok').notNull(),
    /** A failure name of API.md when not ok. */
    reason: text('reason'),
    exitIp: text('exit_ip'),
    country: text('country'),
    latencyMs: integer('latency_ms'),
  },
  (table) => [
    // With all that strips are drawn from: thousands of checks lie on as many pages.
    index('checks_by_account').on(table.accountId, table.at, table.ok, table.latencyMs),
    index('checks_by_age').on(table.at),
    index('checks_failed').on(table.at, table.accountId).where(sql`${table.ok} = 0`),
  ],
)
