import { eq } from 'drizzle-orm'
import { assignments, checks } from '#db/schema/accounts.ts'
import type { TestApp } from '#tests/support/app.ts'

const EVERY_MS = 10 * 60_000
const A_DAY = 144

/** A day of checks behind each account, the same on every run; the first few accounts had a bad night. @param from the place of the first one. */
export function addChecks({ deps, clock }: TestApp, ids: string[], from = 0) {
  deps.db.transaction((tx) => {
    for (const [index, id] of ids.entries()) {
      const place = from + index
      const row = tx.select().from(assignments).where(eq(assignments.accountId, id)).get()
      if (!row?.exitKey) continue
      const usual = 90 + ((place * 53) % 180)
      for (let age = A_DAY; age >= 1; age--) {
        const ok = isGood(place, age)
        const latencyMs = ok ? latencyAt(place, age, usual) : null
        const at = clock.now - age * EVERY_MS + place * 1_700
        const check = { accountId: id, exitKey: row.exitKey, at, cause: 'periodic' as const, ok, latencyMs }
        tx.insert(checks)
          .values({ ...check, reason: ok ? null : 'timeout', exitIp: row.host, country: row.countryCode })
          .run()
        if (age > 1) continue
        const last = { lastCheckAt: at, lastCheckOk: ok, lastCheckLatencyMs: latencyMs, exitIp: row.host }
        tx.update(assignments).set(last).where(eq(assignments.accountId, id)).run()
      }
    }
  })
}

function isGood(place: number, age: number) {
  if (place === 0) return age > 18 && age !== 96
  if (place === 4) return age > 1 && (age < 70 || age > 74)
  return (age * 11 + place * 7) % 131 !== 3
}

const latencyAt = (place: number, age: number, usual: number) =>
  place === 1 && age < 30 && age % 4 !== 0 ? 3_300 + age * 20 : Math.round(usual * (0.85 + ((age * 37 + place) % 17) / 50))
