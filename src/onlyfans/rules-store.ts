import { desc, eq, ne, notInArray } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { signingRules } from '#db/schema/connections.ts'
import type { SigningRules } from './signing.ts'

/** The source of rules that somebody entered by hand. */
export const MANUAL = 'manual'

type Row = typeof signingRules.$inferSelect
export type StoredRules = Omit<Row, 'rules'> & { rules: SigningRules }

const typed = (row: Row): StoredRules => ({ ...row, rules: row.rules as unknown as SigningRules })

/** All that are kept, those that a source confirmed last first. */
export function all(db: Queryable): StoredRules[] {
  return db.select().from(signingRules).orderBy(desc(signingRules.confirmedAt), desc(signingRules.id)).all().map(typed)
}

/** Stores rules, or notes that a source says the same again. Returns whether they are new. */
export function keep(
  tx: Queryable,
  now: number,
  { source, rules, digest }: { source: string; rules: SigningRules; digest: string },
): boolean {
  const known = tx.select().from(signingRules).where(eq(signingRules.digest, digest)).get()
  if (known) {
    // What somebody entered stays theirs, also when a public source says the same later.
    const stays = known.source === MANUAL && source !== MANUAL
    tx.update(signingRules)
      .set({ confirmedAt: now, ...(!stays && { source }) })
      .where(eq(signingRules.id, known.id))
      .run()
    return false
  }
  const values = { source, rules: { ...rules } as Record<string, unknown>, digest, fetchedAt: now, confirmedAt: now }
  tx.insert(signingRules).values(values).run()
  return true
}

/** @param at null: they work again. */
export function setOutdated(tx: Queryable, digest: string, at: number | null) {
  tx.update(signingRules).set({ outdatedAt: at }).where(eq(signingRules.digest, digest)).run()
}

export function removeManual(tx: Queryable, except = '') {
  for (const { source, digest } of tx.select().from(signingRules).where(ne(signingRules.digest, except)).all()) {
    if (source === MANUAL) tx.delete(signingRules).where(eq(signingRules.digest, digest)).run()
  }
}

/** Forgets all but so many of the rules that sources confirmed last. */
export function trim(tx: Queryable, most: number) {
  const kept = all(tx)
    .filter((row, index) => index < most || row.source === MANUAL)
    .map(({ id }) => id)
  tx.delete(signingRules).where(notInArray(signingRules.id, kept)).run()
}
