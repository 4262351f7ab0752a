import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Queryable } from '#db/open.ts'
import { pairedBrowsers, pairings } from '#db/schema/extension.ts'
import { apiKeys } from '#db/schema/team.ts'

export type PairingRow = typeof pairings.$inferSelect

export const add = (tx: Queryable, pairing: PairingRow) => void tx.insert(pairings).values(pairing).run()

/** Uses a code up. Undefined for one that is unknown, used or too old; whoever else uses it at the same moment. */
export const use = (tx: Queryable, codeHash: string, now: number): PairingRow | undefined =>
  tx
    .update(pairings)
    .set({ usedAt: now })
    .where(and(eq(pairings.codeHash, codeHash), isNull(pairings.usedAt), gt(pairings.expiresAt, now)))
    .returning()
    .all()[0]

export const addBrowser = (tx: Queryable, browser: typeof pairedBrowsers.$inferInsert) =>
  void tx.insert(pairedBrowsers).values(browser).run()

/** Whether a browser with this extension is paired, by a key that still works. */
export const isPaired = (db: Queryable, extensionId: string): boolean =>
  db
    .select({ keyId: pairedBrowsers.keyId })
    .from(pairedBrowsers)
    .innerJoin(apiKeys, eq(apiKeys.id, pairedBrowsers.keyId))
    .where(and(eq(pairedBrowsers.extensionId, extensionId), isNull(apiKeys.revokedAt)))
    .limit(1)
    .get() !== undefined
