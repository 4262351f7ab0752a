import type { RulesState } from '#src/onlyfans/state.ts'
import type { Cause } from './causes.ts'
import type { Need } from './needs-store.ts'

/** What the reader may do; whoever may not gets a way to look instead of a button to act. */
export interface Rights {
  assign: boolean
  sync: boolean
  own: boolean
}

/** The one way out of a thing. `post` sends a form; a preview answers first with what would happen. */
export type Button =
  | { kind: 'link'; label: string; href: string }
  | { kind: 'post'; label: string; action: string; fields: Record<string, string> }

/** One thing that needs somebody. */
export interface Thing {
  cause: Cause
  tone: 'bad' | 'warn'
  title: string
  text: string
  /** How many accounts it is about; 0 for the pool. */
  accounts: number
  account: { id: string; name: string } | null
  button: Button
}

/** A source of the pool that is not as it should be. */
export interface SourceFacts {
  id: string
  name: string
  lastError: string | null
  lastErrorDetail: string | null
  lastGoodAt: number | null
  held: { total: number; removed: number; removedAssigned: number } | null
}

/** An endpoint that was switched off by itself. */
export interface WebhookFacts {
  id: string
  host: string
  why: string
}

/** A connection whose session OnlyFans ended, or that it waits for a code of. */
export interface SessionFacts {
  connectionId: string
  accountId: string
  name: string
  status: 'expired' | 'awaiting_2fa'
  since: number
  /** Nothing else is wrong with the account. */
  isExitFine: boolean
}

/** Why an exit left the pool, in Webshare's words, and what came in its place. */
export interface Departure {
  reason: string | null
  successor: { address: string; place: string; isFree: boolean } | null
}

export interface Facts {
  needs: Need[]
  /** By account. */
  departures: Map<string, Departure>
  /** Free exits by country code, and by country and folded city with a slash in between. */
  free: (country: string | null, city: string | null) => number
  sources: SourceFacts[]
  /** What requests to OnlyFans are signed by. */
  rules: RulesState | null
  webhooks: WebhookFacts[]
  sessions: SessionFacts[]
  /** Countries that accounts go out from and that have no free exit left. */
  full: { country: string; name: string; accounts: number }[]
  now: number
}
