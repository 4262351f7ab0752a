import { Html } from '@elysiajs/html'
import { paths } from './paths.ts'
import { type SessionView, sessionState, sessionTrouble } from './session-words.ts'
import { Card, Problem } from './ui/card.tsx'
import { Icon } from './ui/icon.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'

/** The state of a session as a mark. */
export function SessionBadge({ session }: { session: SessionView | null }) {
  const { label, tone } = sessionState(session)
  if (session === null) return <span class="muted nowrap">Not connected</span>
  return (
    <Badge tone={tone}>
      <span safe>{label}</span>
    </Badge>
  )
}

interface SessionCardProps {
  accountId: string
  session: SessionView | null
  /** A browser that was signed in as somebody else, and when. */
  wrongCreator: { at: number; other: string | null } | null
  mayConnect: boolean
  now: number
}

/** What an account is signed in as, on its own page. */
export function SessionCard({ accountId, session, wrongCreator, mayConnect, now }: SessionCardProps) {
  const trouble = session === null ? null : sessionTrouble(session)
  return (
    <Card id="session" title="Session">
      {wrongCreator !== null && session !== null && <WrongCreator session={session} seen={wrongCreator} now={now} />}
      {session !== null && trouble !== null && (
        <Problem tone={trouble.tone} title={trouble.title} text={trouble.text}>
          <a class="btn" href={paths.connection(session.connectionId)}>
            See what helps
          </a>
        </Problem>
      )}
      {session === null ? (
        <p class="muted">No browser or import has handed over a session of this account.</p>
      ) : (
        <dl class="facts">
          <dt>State</dt>
          <dd>
            <SessionBadge session={session} />
          </dd>
          <dt>Signed in as</dt>
          <dd safe>{session.username === '' ? `OnlyFans ${session.userId}` : `@${session.username}`}</dd>
          <dt>Checked</dt>
          <dd>{session.lastCheckedAt === null ? 'Not yet' : <TimeAgo at={session.lastCheckedAt} now={now} />}</dd>
        </dl>
      )}
      <div class="row">
        {session !== null && (
          <a class="btn" href={paths.connection(session.connectionId)}>
            Open connection
          </a>
        )}
        {session === null && mayConnect && (
          <a class="btn" href={paths.newConnection(accountId)}>
            <Icon name="link" />
            Import a session
          </a>
        )}
      </div>
    </Card>
  )
}

interface WrongCreatorProps {
  session: Pick<SessionView, 'username' | 'userId'>
  seen: { at: number; other: string | null }
  now: number
}

/** A browser of this account was signed in as another creator. */
export function WrongCreator({ session: { username, userId }, seen, now }: WrongCreatorProps) {
  const expected = username === '' ? `OnlyFans ${userId}` : `@${username}`
  const text = `Nothing was changed. In that browser, switch to ${expected}, or capture it for the account that it belongs to.`
  return (
    <Problem tone="warn" title={`A browser is signed in as ${seen.other ?? 'somebody else'}, expected ${expected}`} text={text}>
      <span class="muted">
        Seen <TimeAgo at={seen.at} now={now} />
      </span>
    </Problem>
  )
}
