import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Choice, Field, Submit, TextArea } from './ui/form.tsx'
import { PageHead } from './ui/page-head.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'

/** How a pasted cookie was read, without what it holds. */
export interface CookieRead {
  userId: string | null
  hasSess: boolean
  hasFp: boolean
  problems: { name: string; message: string }[]
  /** The connection of this user that there is already. */
  known: { id: string; name: string } | null
}

/** How a pasted cookie is read, while it is typed. Null: nothing has been pasted. */
export function CookieReading({ read }: { read: CookieRead | null }) {
  return (
    <div id="cookie-reading" role="status">
      {read !== null && (
        <>
          <dl class="facts">
            <dt>OnlyFans user</dt>
            <dd safe>{read.userId ?? 'not found'}</dd>
            <dt>Session</dt>
            <dd>{read.hasSess ? 'found' : 'not found'}</dd>
            <dt>Browser</dt>
            <dd>{read.hasFp ? 'found' : 'not found'}</dd>
          </dl>
          {read.problems.map(({ name, message }) => (
            <p class="bad-text" safe>{`${name} ${message}.`}</p>
          ))}
          {read.known !== null && (
            <p class="warn-text">
              This user is connected already:{' '}
              <a href={paths.connection(read.known.id)} safe>
                {read.known.name}
              </a>
            </p>
          )}
        </>
      )}
    </div>
  )
}

const SHOWN = ['cookie', 'userAgent', 'xBc', 'permissions', 'clientReferenceId', 'accountId', 'proxyCountry', 'code']

/** What a session is made of. What was pasted is never shown again. */
function SessionFields({ userAgent, problem }: { userAgent?: string | undefined; problem?: AppError | undefined }) {
  const reading = {
    'hx-post': paths.readCookie,
    'hx-trigger': 'input changed delay:150ms',
    'hx-target': '#cookie-reading',
    'hx-swap': 'outerMorph',
    'hx-sync': 'this:replace',
    spellcheck: 'false',
    autocapitalize: 'off',
  }
  return (
    <>
      <div class="stack">
        <TextArea
          name="cookie"
          label="Cookie"
          rows={4}
          placeholder="auth_id=…; sess=…; fp=…"
          hint="The Cookie header of a request to onlyfans.com, or the JSON of a cookie export. It needs auth_id, sess and fp."
          error={errorAt(problem, 'cookie')}
          attributes={reading}
        />
        <CookieReading read={null} />
      </div>
      <Field
        name="userAgent"
        label="User agent"
        value={userAgent ?? null}
        required
        maxlength={512}
        autocomplete="off"
        hint="Of the very browser that is signed in. With another one OnlyFans ends the session."
        error={errorAt(problem, 'userAgent')}
      />
      <Field
        name="xBc"
        label="x-bc"
        maxlength={40}
        autocomplete="off"
        hint="40 characters: bcTokenSha in the local storage of onlyfans.com. Left empty only where the same browser was captured before."
        error={errorAt(problem, 'xBc')}
      />
    </>
  )
}

export interface TypedConnection {
  userAgent?: string | undefined
  clientReferenceId?: string | undefined
  accountId?: string | undefined
  proxyCountry?: string | undefined
}

interface NewConnectionProps {
  accounts: { id: string; name: string }[]
  /** Whether one may be made for whom there is none. */
  mayAdd: boolean
  typed: TypedConnection
  problem?: AppError | undefined
}

/** Connect an account by a session that somebody has. */
export function NewConnectionPage({ accounts, mayAdd, typed, problem }: NewConnectionProps) {
  const options = [
    ...(mayAdd ? [{ value: '', label: 'A new account' }] : []),
    ...accounts.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div>
      <PageHead
        title="Import a session"
        lead="Paste what the creator's browser is signed in with. OnlyFans is asked about it once, through the account's own exit."
      />
      <Card id="import" title="Session">
        <form class="stack" method="post" action={paths.connections}>
          <FormProblem problem={problem} shown={SHOWN} />
          <Choice
            name="accountId"
            label="Account"
            value={typed.accountId ?? ''}
            options={options}
            error={errorAt(problem, 'accountId')}
          />
          <SessionFields userAgent={typed.userAgent} problem={problem} />
          <details>
            <summary>More</summary>
            <div class="stack">
              <Field
                name="clientReferenceId"
                label="Your reference"
                value={typed.clientReferenceId ?? null}
                maxlength={200}
                error={errorAt(problem, 'clientReferenceId')}
              />
              <Field
                name="proxyCountry"
                label="Country of the exit"
                value={typed.proxyCountry ?? null}
                placeholder="US"
                maxlength={2}
                hint="For an account that has none yet."
                error={errorAt(problem, 'proxyCountry')}
              />
            </div>
          </details>
          <p class="row">
            <Submit primary>Check once and connect</Submit>
            <a class="btn ghost" href={paths.connections}>
              Cancel
            </a>
          </p>
          <p class="muted">Nothing is kept when OnlyFans does not let the session in.</p>
        </form>
      </Card>
    </div>
  )
}

interface UpdateProps {
  id: string
  userAgent?: string | undefined
  problem?: AppError | undefined
}

/** A new session in the place of the old one. */
export function UpdateSessionCard({ id, userAgent, problem }: UpdateProps) {
  return (
    <Card id="update" title="New session">
      <form class="stack" method="post" action={paths.connection(id)}>
        <FormProblem problem={problem} shown={SHOWN} />
        <SessionFields userAgent={userAgent} problem={problem} />
        <p class="row">
          <Submit>Check once and use</Submit>
          <small>The old one stays until OnlyFans let the new one in.</small>
        </p>
      </form>
    </Card>
  )
}
