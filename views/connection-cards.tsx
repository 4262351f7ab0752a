import { Html } from '@elysiajs/html'
import type { ConnectionProps, ConnectionView, RevisionView } from './connection.tsx'
import { paths } from './paths.ts'
import { sourceWords } from './session-words.ts'
import { Card } from './ui/card.tsx'
import { Check, Field, Submit } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'

const VERDICTS: Record<string, string> = { active: 'let in', expired: 'refused', awaiting_2fa: 'waits for a code' }

/** Every session that was captured, the newest first. */
export function Captures({ revisions, now }: { revisions: RevisionView[]; now: number }) {
  return (
    <Card id="captures" title="Captures">
      <ul class="todo">
        {revisions.map((one) => (
          <li>
            <span class="muted" safe>
              {String(one.revision)}
            </span>
            <div>
              <div
                safe
              >{`${sourceWords(one.source)} by ${one.capturedBy}${one.capturedFrom === null ? '' : `, from ${one.capturedFrom}`}`}</div>
              <div>
                <small safe>{one.userAgent}</small>
              </div>
              <small>
                <TimeAgo at={one.capturedAt} now={now} />
                <span safe>{`, ${VERDICTS[one.verdict ?? ''] ?? 'not decided'}`}</span>
              </small>
            </div>
            {one.inUse && <Badge tone="ok">In use</Badge>}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** What programs may do as the creator, and what else needs no session. */
export function UseCard({ connection, allPermissions, problem }: ConnectionProps) {
  const { id, permissions, clientReferenceId, checksRegularly } = connection
  const error = problem?.form === 'about' ? problem.error : undefined
  return (
    <Card id="use" title="What it may be used for">
      <form class="stack" method="post" action={paths.connectionUse(id)}>
        <FormProblem problem={error} shown={['clientReferenceId', 'permissions']} />
        <fieldset>
          <legend>Programs may, as this creator</legend>
          <input type="hidden" name="permissions" value="" />
          <div class="choices">
            {allPermissions.map((permission) => (
              <Check name="permissions" value={permission} label={permission} checked={permissions.includes(permission)} />
            ))}
          </div>
        </fieldset>
        <Field
          name="clientReferenceId"
          label="Your reference"
          value={clientReferenceId}
          maxlength={200}
          error={errorAt(error, 'clientReferenceId')}
        />
        <Check name="checksRegularly" label="Ask OnlyFans about it every six hours or so" checked={checksRegularly} />
        <p class="row">
          <Submit>Save</Submit>
          <small>Left alone, a session is only asked about when it is used.</small>
        </p>
      </form>
    </Card>
  )
}

/** The ways to end it. */
export function Danger({ connection: { id, username, session }, mayRemove }: { connection: ConnectionView; mayRemove: boolean }) {
  return (
    <Card id="danger" title="Give up the session" danger>
      <p class="muted">
        Marked as expired, the record stays and the session is forgotten. Deleted, everything that was captured is gone; the
        account and its exit stay.
      </p>
      <div class="row">
        {session.status !== 'expired' && (
          <form method="post" action={paths.invalidateConnection(id)} data-confirm="Mark it as expired and forget the session?">
            <Submit>Mark as expired</Submit>
          </form>
        )}
        {mayRemove && (
          <form
            method="post"
            action={paths.deleteConnection(id)}
            data-confirm={Html.escapeHtml(
              `Forget ${username === '' ? 'this connection' : `@${username}`} and all that was captured?`,
            )}
          >
            <Submit danger>Delete connection</Submit>
          </form>
        )}
      </div>
    </Card>
  )
}
