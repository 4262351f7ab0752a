import { sql } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { settings } from '#db/schema/team.ts'

export interface StoredSetting {
  name: string
  /** JSON text. */
  value: string | null
}

// Raw SQL: this runs on every assignment, and building the query would cost more than running it.
export function all(db: Queryable): StoredSetting[] {
  return db.all<StoredSetting>(sql`select name, value from ${settings} order by name`)
}

export function write(tx: Queryable, now: number, values: Record<string, unknown>) {
  for (const [name, value] of Object.entries(values)) {
    tx.insert(settings)
      .values({ name, value, updatedAt: now })
      .onConflictDoUpdate({ target: settings.name, set: { value, updatedAt: now } })
      .run()
  }
}
