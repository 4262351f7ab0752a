import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { json, moment } from './columns.ts'
import { apiKeys, users } from './team.ts'

/** A code with which a browser gets a key of its own. Works once. */
export const pairings = sqliteTable(
  'pairings',
  {
    codeHash: text('code_hash').primaryKey(),
    /** Whose browser it is: the key is theirs. */
    createdBy: text('created_by')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** Null: every account they see. */
    accountIds: json<string[]>('account_ids'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [index('pairings_by_age').on(table.expiresAt)],
)

/** A browser whose extension may call us. It ends with its key. */
export const pairedBrowsers = sqliteTable(
  'paired_browsers',
  {
    keyId: text('key_id')
      .primaryKey()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    /** Chrome's id of the extension. */
    extensionId: text('extension_id').notNull(),
    name: text('name').notNull(),
    pairedAt: moment('paired_at').notNull(),
  },
  (table) => [index('paired_browsers_by_extension').on(table.extensionId)],
)
