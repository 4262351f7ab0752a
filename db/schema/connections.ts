import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { accounts } from './accounts.ts'
import { flag, json, moment } from './columns.ts'

/** `pending` is stored but not decided yet: nothing answered that could tell. */
export const CONNECTION_STATUSES = ['pending', 'active', 'expired', 'awaiting_2fa'] as const
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number]

/** How a session came to us. */
export const CONNECTION_SOURCES = ['capture', 'import', 'link'] as const
export type ConnectionSource = (typeof CONNECTION_SOURCES)[number]

/** The OnlyFans user that an account is signed in as. One account, one user; one user, one account. */
export const connections = sqliteTable(
  'connections',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** OnlyFans' own number of the user, as text. */
    onlyfansUserId: text('onlyfans_user_id').notNull(),
    /** What OnlyFans last said of them; the name is empty until it did. */
    name: text('name').notNull().default(''),
    username: text('username').notNull().default(''),
    avatar: text('avatar'),
    status: text('status', { enum: CONNECTION_STATUSES }).notNull(),
    /** Why it is not active: a closed name (`logged_out`, `refused`, `invalidated`, `no_proxy`, `rules_outdated`, `unreachable`, `proxy_failed`, ...). */
    reason: text('reason'),
    /** Which second factor OnlyFans waits for, and how many tries it leaves. No secret. */
    twoFactor: json<Record<string, unknown>>('two_factor'),
    source: text('source', { enum: CONNECTION_SOURCES }).notNull(),
    permissions: json<string[]>('permissions').notNull(),
    clientReferenceId: text('client_reference_id'),
    /** Asked regularly whether it lives; off unless somebody chose it. */
    checksRegularly: flag('checks_regularly').notNull().default(false),
    /** Null while it is not checked regularly. */
    nextCheckAt: moment('next_check_at'),
    /** The revision of the session in use. */
    revision: integer('revision').notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    expiredAt: moment('expired_at'),
    /** When OnlyFans last gave a verdict. */
    lastCheckedAt: moment('last_checked_at'),
  },
  (table) => [
    uniqueIndex('connections_one_per_user').on(table.onlyfansUserId),
    uniqueIndex('connections_one_per_account').on(table.accountId),
    index('connections_by_reference').on(table.clientReferenceId),
    index('connections_by_age').on(table.createdAt, table.id),
    index('connections_due_for_check').on(table.nextCheckAt),
  ],
)

/** Every session that was captured for a connection. What it holds is kept only of the one in use and of one that is to be proven. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    connectionId: text('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    /** JSON of cookie, x-bc, storages and whatever else came, sealed; null once it is replaced. */
    sealed: text('sealed'),
    /** Which sign-in it is, by a keyed hash: two captures of one sign-in have the same. See `session_uses`. */
    digest: text('digest').notNull().default(''),
    userAgent: text('user_agent').notNull(),
    source: text('source', { enum: CONNECTION_SOURCES }).notNull(),
    capturedAt: moment('captured_at').notNull(),
    /** The address the capture came from. */
    capturedFrom: text('captured_from'),
    capturedBy: text('captured_by').notNull(),
    /** What OnlyFans said of it: a connection status, or null while nobody asked. */
    verdict: text('verdict'),
  },
  (table) => [uniqueIndex('sessions_by_revision').on(table.connectionId, table.revision)],
)

/** In `session_uses.exit_key`, between the address of an own proxy and what tells the exits behind it apart; no address holds it. */
export const BEHIND_ADDRESS = '#'

/**
 * What a sign-in was first used with, also one that was not kept. OnlyFans ends it for good when it comes from another exit, or with
 * another user agent or x-bc, so it is never sent in another company.
 */
export const sessionUses = sqliteTable(
  'session_uses',
  {
    /** Keyed hash of the `sess` cookie. */
    digest: text('digest').primaryKey(),
    /** Keyed hash of user agent and x-bc. */
    pairing: text('pairing').notNull(),
    /** The exit's key; of an own proxy with what tells the exits behind its address apart. */
    exitKey: text('exit_key').notNull(),
    lastUsedAt: moment('last_used_at').notNull(),
    /** OnlyFans said that it is over. */
    endedAt: moment('ended_at'),
  },
  (table) => [index('session_uses_by_age').on(table.lastUsedAt)],
)

/** The rules that requests to OnlyFans are signed by, as they were fetched or entered. Public, so kept in clear. */
export const signingRules = sqliteTable(
  'signing_rules',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** Where they came from: an address, or `manual`. */
    source: text('source').notNull(),
    /** In our own form, whatever form the source has. */
    rules: json<Record<string, unknown>>('rules').notNull(),
    digest: text('digest').notNull(),
    fetchedAt: moment('fetched_at').notNull(),
    /** When the source last said the same. */
    confirmedAt: moment('confirmed_at').notNull(),
    /** OnlyFans called requests signed by them outdated. */
    outdatedAt: moment('outdated_at'),
  },
  (table) => [uniqueIndex('signing_rules_by_digest').on(table.digest)],
)
