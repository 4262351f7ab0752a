import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { Captures, Danger, UseCard } from './connection-cards.tsx'
import { UpdateSessionCard } from './connection-forms.tsx'
import { paths } from './paths.ts'
import { SessionBadge, WrongCreator } from './session-card.tsx'
import { type SessionView, sessionTrouble, sourceWords } from './session-words.ts'
import { Card, Problem } from './ui/card.tsx'
import { Field, Submit } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { TimeAgo } from './ui/status.tsx'

export interface RevisionView {
  revision: number
  capturedAt: number
  capturedBy: string
  capturedFrom: string | null
  source: string
  userAgent: string
  verdict: string | null
  inUse: boolean
}

export interface ConnectionView {
  id: string
  accountId: string
  accountName: string
  name: string
  username: string
  userId: string
  source: string
  permissions: string[]
  clientReferenceId: string | null
  checksRegularly: boolean
  createdAt: number
  expiredAt: number | null
  session: SessionView
}

export interface ConnectionProps {
  connection: ConnectionView
  revisions: RevisionView[]
  wrongCreator: { at: number; other: string | null } | null
  allPermissions: readonly string[]
  may: { use: boolean; remove: boolean }
  now: number
  /** Why a form was refused, and which. */
  problem?: { form: 'session' | 'code' | 'about'; error: AppError; userAgent?: string | undefined } | undefined
}

/** One OnlyFans user: how its session is, and what can be done about it. */
export function ConnectionPage(props: ConnectionProps) {
  const { connection, revisions, may, now } = props
  const { username, userId, name } = connection
  return (
    <div>
      <PageHead title={username === '' ? `OnlyFans ${userId}` : `@${username}`} {...(name !== '' && { lead: name })}>
        <a class="btn" href={paths.connections}>
          <Icon name="chevron-left" />
          All connections
        </a>
        {may.use && <CheckOnce connection={connection} />}
      </PageHead>
      <Troubles {...props} />
      <div class="columns">
        <Facts connection={connection} now={now} />
        <Captures revisions={revisions} now={now} />
      </div>
      {may.use && (
        <>
          <div class="columns">
            {connection.source !== 'link' && (
              <UpdateSessionCard
                id={connection.id}
                userAgent={props.problem?.userAgent}
                problem={props.problem?.form === 'session' ? props.problem.error : undefined}
              />
            )}
            <Danger connection={connection} mayRemove={may.remove} />
          </div>
          <UseCard {...props} />
        </>
      )}
    </div>
  )
}

function Troubles({ connection: { id, accountId, session }, wrongCreator, may, now, problem }: ConnectionProps) {
  const trouble = sessionTrouble(session)
  return (
    <>
      {wrongCreator !== null && <WrongCreator session={session} seen={wrongCreator} now={now} />}
      {trouble !== null && (
        <Problem {...trouble}>
          {may.use && session.status === 'awaiting_2fa' && (
            <CodeForm id={id} problem={problem?.form === 'code' ? problem.error : undefined} />
          )}
          {may.use && session.hasMoved && session.status === 'active' && (
            <form method="post" action={paths.api.accountProxy(accountId, 'restore')}>
              <button type="submit" class="btn">
                Put the former IP back
              </button>
            </form>
          )}
          {may.use && session.status === 'expired' && (
            <a class="btn primary" href="#update">
              Paste a new session
            </a>
          )}
        </Problem>
      )}
    </>
  )
}

function CodeForm({ id, problem }: { id: string; problem?: AppError | undefined }) {
  return (
    <form class="stack" method="post" action={paths.connectionCode(id)}>
      <FormProblem problem={problem} shown={['code']} />
      <div class="row">
        <Field
          name="code"
          label="One-time code"
          required
          maxlength={20}
          autocomplete="one-time-code"
          error={errorAt(problem, 'code')}
        />
        <Submit primary>Hand it over once</Submit>
      </div>
    </form>
  )
}

/** One try, which is asked for first: a wrong question can end the creator's session. */
function CheckOnce({ connection: { id, session } }: { connection: ConnectionView }) {
  if (session.status === 'expired' && session.newer === null) return ''
  const isRisky =
    session.hasMoved || session.newer === 'browser' || session.reason === 'browser_changed' || session.reason === 'exit_changed'
  const question = isRisky
    ? 'Check it anyway? OnlyFans knows this session with another IP or browser, and may end it for good.'
    : "Ask OnlyFans once about this session, through the account's own exit?"
  return (
    <form method="post" action={paths.checkConnection(id)} data-confirm={question}>
      {isRisky && <input type="hidden" name="anyway" value="true" />}
      <button type="submit" class="btn">
        <Icon name="zap" />
        {isRisky ? 'Check anyway' : 'Check once'}
      </button>
    </form>
  )
}

function Facts({ connection, now }: { connection: ConnectionView; now: number }) {
  const { session, accountId, accountName, source, userId, createdAt, expiredAt, clientReferenceId } = connection
  return (
    <Card id="facts" title="About this connection">
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <SessionBadge session={session} />
        </dd>
        <dt>Account</dt>
        <dd>
          <a href={paths.account(accountId)} safe>
            {accountName}
          </a>
        </dd>
        <dt>OnlyFans number</dt>
        <dd class="mono" safe>
          {userId}
        </dd>
        <dt>Came by</dt>
        <dd safe>{sourceWords(source)}</dd>
        <dt>Your reference</dt>
        <dd safe>{clientReferenceId ?? 'none'}</dd>
        <dt>Connected</dt>
        <dd>
          <TimeAgo at={createdAt} now={now} />
        </dd>
        {expiredAt !== null && (
          <>
            <dt>Expired</dt>
            <dd>
              <TimeAgo at={expiredAt} now={now} />
            </dd>
          </>
        )}
        <dt>Checked</dt>
        <dd>{session.lastCheckedAt === null ? 'Not yet' : <TimeAgo at={session.lastCheckedAt} now={now} />}</dd>
      </dl>
    </Card>
  )
}
