import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { flag, json, moment } from './columns.ts'

export const ROLES = ['viewer', 'operator', 'manager', 'owner'] as const
export type Role = (typeof ROLES)[number]

export const SCOPES = [
  'accounts:read',
  'accounts:write',
  'proxy:read',
  'proxy:write',
  'proxy:credentials',
  'pool:read',
  'connections:read',
  'connections:write',
  'access',
  'link',
  'gateway',
  'admin',
] as const
export type Scope = (typeof SCOPES)[number]

export const users = sqliteTable('users', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ROLES }).notNull(),
  passwordHash: text('password_hash').notNull(),
  /** Operators and viewers see the accounts that carry one of these tags. */
  tags: json<string[]>('tags').notNull().default([]),
  createdAt: moment('created_at').notNull(),
  lastSeenAt: moment('last_seen_at'),
  disabledAt: moment('disabled_at'),
})

/** One row at most, for ever: whoever inserts it is the first owner. */
export const firstOwner = sqliteTable(
  'first_owner',
  {
    only: integer('only').primaryKey(),
    userId: text('user_id').notNull(),
    claimedAt: moment('claimed_at').notNull(),
  },
  (table) => [check('first_owner_is_one_row', sql`${table.only} = 1`)],
)

/** A sign-in lives from login to logout; a token only names it, so ending it ends the token at once. */
export const signIns = sqliteTable(
  'sign_ins',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    endedAt: moment('ended_at'),
    /** When it last opened something, to the minute. */
    lastUsedAt: moment('last_used_at'),
    ip: text('ip'),
    userAgent: text('user_agent'),
    /** The member has to set up two-factor sign-in first: until then it opens nothing but that. */
    awaitsTotp: flag('awaits_totp').notNull().default(false),
  },
  (table) => [index('sign_ins_by_user').on(table.userId)],
)

/** What a member signs in with besides the password: an authenticator app. */
export const secondFactors = sqliteTable('second_factors', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Sealed. */
  secret: text('secret').notNull(),
  createdAt: moment('created_at').notNull(),
  /** Null while it is being set up: it counts only once a code of it was given. */
  confirmedAt: moment('confirmed_at'),
  /** The time step of the last code that was taken: it and earlier ones are used up. */
  lastStep: integer('last_step'),
})

/** Codes for a member who lost the authenticator. Each works once. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    hash: text('hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    usedAt: moment('used_at'),
  },
  (table) => [index('recovery_codes_by_user').on(table.userId)],
)

/** A link with which a person sets a password: as a new member, or as one who lost theirs. Works once. */
export const invites = sqliteTable(
  'invites',
  {
    id: text('id').primaryKey(),
    tokenHash: text('token_hash').notNull().unique(),
    /** The member who gets a new password; null for somebody who is to become one. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    tags: json<string[]>('tags').notNull().default([]),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [index('invites_by_email').on(table.email)],
)

export const apiKeys = sqliteTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  prefix: text('prefix').notNull(),
  hash: text('hash').notNull().unique(),
  scopes: json<Scope[]>('scopes').notNull(),
  /** Null: every account its maker sees. */
  accountIds: json<string[]>('account_ids'),
  embedOrigins: json<string[]>('embed_origins').notNull().default([]),
  createdBy: text('created_by')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' }),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at'),
  lastUsedAt: moment('last_used_at'),
  revokedAt: moment('revoked_at'),
})

/** One row a setting. `value` is JSON; a secret is in `sealed` instead. */
export const settings = sqliteTable('settings', {
  name: text('name').primaryKey(),
  value: json<unknown>('value'),
  sealed: text('sealed'),
  updatedAt: moment('updated_at').notNull(),
})

/** What a repeated request with the same Idempotency-Key is answered with. */
export const idempotencyKeys = sqliteTable(
  'idempotency_keys',
  {
    owner: text('owner').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    /** The effect is on disk, in the same transaction as this mark. */
    effectAt: moment('effect_at'),
    status: integer('status'),
    /** Sealed: an answer may hold a key that is shown once. */
    answer: text('answer'),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.route, table.key] }),
    index('idempotency_keys_by_age').on(table.createdAt),
  ],
)
