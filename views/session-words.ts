import type { Tone } from './ui/status.tsx'

/** What an account is signed in as at OnlyFans. */
export interface SessionView {
  connectionId: string
  status: 'pending' | 'active' | 'expired' | 'awaiting_2fa'
  /** Why it is not active; a closed name. */
  reason: string | null
  username: string
  userId: string
  lastCheckedAt: number | null
  twoFactor: { options?: string[]; phoneLast4?: string | null; attemptsLeft?: number | null } | null
  /** The account goes out by another exit than the session was used through. */
  hasMoved: boolean
  /** A newer session that is not let in: of the same sign-in with another browser, or one that is not decided. */
  newer: 'browser' | 'undecided' | null
}

/** A session in one or two words. */
export function sessionState(session: SessionView | null): { label: string; tone: Tone } {
  if (!session) return { label: 'Not connected', tone: 'none' }
  switch (session.status) {
    case 'active':
      return session.hasMoved || session.newer === 'browser'
        ? { label: 'Capture again', tone: 'warn' }
        : { label: 'Active', tone: 'ok' }
    case 'expired':
      return { label: 'Expired', tone: 'bad' }
    case 'awaiting_2fa':
      return { label: '2FA needed', tone: 'warn' }
    case 'pending':
      return { label: 'Not checked', tone: 'plain' }
  }
}

export interface SessionTrouble {
  tone: 'warn' | 'bad'
  title: string
  text: string
}

const AGAIN = "Sign in on onlyfans.com through this account's exit and capture the new session."

/** What is wrong with a session and what to do; null when nothing is. */
export function sessionTrouble(session: SessionView): SessionTrouble | null {
  const { status, reason, newer, hasMoved } = session
  if (status === 'expired') {
    const newerWaits = newer ? ' A newer session waits to be checked.' : ''
    return { tone: 'bad', title: EXPIRED[reason ?? ''] ?? 'The session is over', text: `${AGAIN}${newerWaits}` }
  }
  if (status === 'awaiting_2fa') return { tone: 'warn', title: 'OnlyFans waits for a code', text: codeWords(session) }
  if (status === 'pending')
    return { tone: 'warn', title: 'Captured, but not checked yet', text: PENDING[reason ?? ''] ?? UNHEARD }
  if (newer === 'browser') {
    const text =
      'OnlyFans knows this sign-in with the browser as it was. Sign in again, or check it anyway: that may end the session.'
    return { tone: 'warn', title: 'Browser was updated, capture again before use', text }
  }
  if (hasMoved) {
    const text = `Used from the new IP, the session would end. Put the former IP back, or do this: ${AGAIN}`
    return { tone: 'warn', title: 'The account moved to another IP since this session was captured', text }
  }
  if (newer) return { tone: 'warn', title: 'A newer session waits to be checked', text: `The former one is in use. ${UNHEARD}` }
  return null
}

const EXPIRED: Record<string, string> = {
  logged_out: 'OnlyFans ended this session',
  refused: 'OnlyFans refused this session for good',
  other_user: 'This session belongs to another creator',
  invalidated: 'Somebody marked this session as expired',
}

const UNHEARD = 'Nothing was heard of OnlyFans when it came. Check it once.'

const PENDING: Record<string, string> = {
  no_proxy_available: 'No suitable IP was free for this account. Give it one, then check.',
  webshare_unavailable: 'The pool could not be read when it came. Give the account an IP, then check.',
  proxy_inactive: 'The proxy of this account is switched off. Switch it on, then check.',
  proxy_failed: "The account's proxy did not get through to OnlyFans. Look at its exit, then check.",
  unreachable: 'OnlyFans could not be reached when it came. Check it once.',
  rules_outdated: 'The signing rules were outdated when it came. Once there are new ones, check it.',
  exit_changed: 'This sign-in was used through another IP before. Put that back, or sign in again.',
  browser_changed: 'This sign-in was used with another browser before. Sign in again and capture the new session.',
}

const FACTORS: Record<string, string> = {
  phone: 'a code sent to the phone',
  app: 'a code of the authenticator app',
  face: 'a face check, which the creator has about a minute for',
  forceFace: 'a face check, which the creator has about a minute for',
}

function codeWords({ twoFactor }: SessionView): string {
  const { options = [], phoneLast4, attemptsLeft } = twoFactor ?? {}
  const ways = [...new Set(options.map((option) => FACTORS[option] ?? option))]
  const phone = phoneLast4 ? ` (ends in ${phoneLast4})` : ''
  const what =
    ways.length > 0 ? `It takes ${ways.join(', or ').replace('the phone', `the phone${phone}`)}.` : 'Ask the creator for it.'
  const left = typeof attemptsLeft === 'number' ? ` ${attemptsLeft} ${attemptsLeft === 1 ? 'try is' : 'tries are'} left.` : ''
  return `${what}${left} Every code is tried once.`
}

const SOURCES: Record<string, string> = { capture: 'Extension', import: 'Import', link: 'Connect link' }
/** How a session came. */
export const sourceWords = (source: string) => SOURCES[source] ?? source
