import { randomBytes } from 'node:crypto'
import { cookie, cookieIn, type Site } from './cookies.ts'

/** What a change has to say on the page that its redirect leads to. */
export interface Flash {
  /** What went well; shown in passing. */
  toast?: string | undefined
  /** What did not; shown on top. */
  notice?: string | undefined
}

export interface Flashes {
  /** Keeps it for the next page of this member. Returns the cookie that fetches it. */
  keep(flash: Flash, readerId: string): string
  /** What was kept for this browser and member, once, and the cookie that ends it; null when there is nothing. */
  take(request: Request, readerId: string): { flash: Flash; cookie: string } | null
}

const COOKIE = 'mooring_flash'
const LASTS_MS = 60_000
const MOST = 1_000

/**
 * Keeps what is said once after a redirect. The cookie carries a random mark and no text, so that nobody can make a page say
 * anything; the text waits here, for its member alone. A restart forgets it.
 */
export function createFlashes(site: Site, now: () => number): Flashes {
  const kept = new Map<string, { flash: Flash; readerId: string; until: number }>()

  function forgetOld() {
    for (const [mark, { until }] of kept) {
      if (until > now() && kept.size < MOST) return
      kept.delete(mark)
    }
  }

  return {
    keep(flash, readerId) {
      forgetOld()
      const mark = randomBytes(16).toString('base64url')
      kept.set(mark, { flash, readerId, until: now() + LASTS_MS })
      return cookie(site, COOKIE, mark, LASTS_MS)
    },
    take({ headers }, readerId) {
      const mark = cookieIn(site, headers, COOKIE)
      const found = mark === null ? undefined : kept.get(mark)
      if (mark === null || found?.readerId !== readerId) return null
      kept.delete(mark)
      return found.until > now() ? { flash: found.flash, cookie: cookie(site, COOKIE, '', 0) } : null
    },
  }
}
