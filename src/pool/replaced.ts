import type { Deps } from '#src/deps.ts'
import { canonicalIp } from '#src/http/client-ip.ts'
import type { Replacement } from '#src/net/webshare-answer.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'
import type { Vanished } from './diff-store.ts'
import * as store from './source-store.ts'
import { accessOf, webshareOf } from './upstream.ts'

/** What Webshare took out of a list lately, by `address:port`. */
export type Replacements = Map<string, Replacement>

const MOST_PAGES = 10
// A proxy that was replaced before we last saw it listed is another matter.
const LEEWAY_MS = 60 * 60_000

/** The replacements since the pool was last good. Empty when Webshare does not say; at most the newest thousand. */
export async function replacementsFor(deps: Deps, sourceId: string, signal?: AbortSignal): Promise<Replacements> {
  const found: Replacements = new Map()
  const source = store.sourceById(deps.db, sourceId)
  if (!source) return found
  const since = (source.lastGoodAt ?? 0) - LEEWAY_MS
  try {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { rows, next } = await webshareOf(deps).replaced(accessOf(deps, source), page, { signal })
      for (const row of rows) {
        if (row.at === null || !(Date.parse(row.at) < since))
          found.set(`${canonicalIp(row.address) ?? row.address}:${row.port}`, row)
      }
      if (next === null) break
    }
  } catch (error) {
    // Only an explanation is missing: the brake holds without it.
    if (!(error instanceof WebshareFailure)) throw error
    deps.log.warn({ source: sourceId, reason: error.failure }, 'Webshare does not say what it replaced')
  }
  return found
}

/** Whether Webshare itself says of every vanished proxy that it took it out. */
export const explained = (gone: Vanished[], replacements: Replacements): boolean =>
  gone.length > 0 && gone.every(({ host, port }) => replacements.has(`${host}:${port}`))
