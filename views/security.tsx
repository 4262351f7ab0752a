import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { FactorState } from '#src/team/second-factor.ts'
import type { SignIn } from '#src/team/store.ts'
import { paths } from './paths.ts'
import { NewPassword, Problem } from './sign-in.tsx'
import { Card } from './ui/card.tsx'
import { Field, Submit } from './ui/form.tsx'
import { PageHead } from './ui/page-head.tsx'
import { Alert, Badge, TimeAgo } from './ui/status.tsx'
import { Table } from './ui/table.tsx'

interface SecurityProps {
  email: string
  factor: FactorState
  signIns: readonly (SignIn & { isPresent: boolean })[]
  /** Milliseconds since 1970. */
  now: number
  /** The name of what was just done. */
  done?: string | undefined
  problem?: AppError | undefined
}

const DONE = new Map([
  ['password-changed', 'Your password is changed. Every other sign-in of yours has ended.'],
  ['totp-removed', 'Two-factor sign-in is removed. Every other sign-in of yours has ended.'],
  ['sign-in-ended', 'That sign-in has ended.'],
])

/** A member's own password, second factor and sign-ins. */
export function SecurityPage({ email, factor, signIns, now, done, problem }: SecurityProps) {
  const said = DONE.get(done ?? '')
  return (
    <div class="stack">
      <PageHead title="Security" lead="Your own password, two-factor sign-in and sign-ins." />
      <Problem problem={problem} />
      {said !== undefined && (
        <Alert tone="ok">
          <span safe>{said}</span>
        </Alert>
      )}
      <div class="halves">
        <FactorCard factor={factor} now={now} />
        <PasswordCard email={email} />
      </div>
      <SignIns signIns={signIns} now={now} />
    </div>
  )
}

function FactorCard({ factor: { since, recoveryCodesLeft, isRequired }, now }: { factor: FactorState; now: number }) {
  return (
    <Card id="two-factor" title="Two-factor sign-in" aside={since === null ? 'Off' : 'On'}>
      {since === null ? (
        <form class="stack" method="post" action={paths.api.secondFactor()} hx-boost="false">
          <p class="muted">Besides the password, a code from an app on your phone is asked for when you sign in.</p>
          <PresentPassword id="offer" />
          <div>
            <Submit primary>Set up</Submit>
          </div>
        </form>
      ) : (
        <div class="stack">
          <p class="muted">
            Set up <TimeAgo at={since} now={now} />. <span safe>{`${recoveryCodesLeft} recovery codes are left.`}</span>
          </p>
          {recoveryCodesLeft <= FEW && <Alert tone="warn">Few recovery codes are left. Make new ones.</Alert>}
          <ProofForm verb="recovery-codes" title="New recovery codes" hint="The earlier ones work no longer." />
          <ProofForm verb="remove" title="Remove two-factor sign-in" hint={isRequired ? MOVING : ENDS_OTHERS} danger />
        </div>
      )}
    </Card>
  )
}

const FEW = 3
const ENDS_OTHERS = 'Every other sign-in of yours ends.'
const MOVING = 'For a new phone. Your organisation asks for two-factor sign-in: you set it up again at once.'

function ProofForm({ verb, title, hint, danger }: { verb: string; title: string; hint: string; danger?: boolean }) {
  return (
    <details>
      <summary safe>{title}</summary>
      <form class="stack" method="post" action={paths.api.secondFactor(verb)} hx-boost="false">
        <p class="muted" safe>
          {hint}
        </p>
        <PresentPassword id={verb} />
        <CodeField id={verb} />
        <div>
          <Submit danger={danger === true}>
            <span safe>{title}</span>
          </Submit>
        </div>
      </form>
    </details>
  )
}

// These fields come several times on a page, so that their ids need a part of their own.
function PresentPassword({ id }: { id: string }) {
  return (
    <p class="field">
      <label for={`f-password-${id}`}>Your password</label>
      <input id={`f-password-${id}`} name="password" type="password" autocomplete="current-password" required />
    </p>
  )
}

function CodeField({ id }: { id: string }) {
  return (
    <p class="field">
      <label for={`f-code-${id}`}>Code from the app</label>
      <input id={`f-code-${id}`} name="code" autocomplete="one-time-code" maxlength={40} required />
      <small>Or one of your recovery codes.</small>
    </p>
  )
}

function PasswordCard({ email }: { email: string }) {
  return (
    <Card id="password" title="Password">
      <form class="stack" method="post" action={paths.api.password} hx-boost="false">
        <p class="muted">You stay signed in here. Every other sign-in of yours ends.</p>
        <input type="hidden" name="username" autocomplete="username" value={email} />
        <Field name="current_password" label="Present password" type="password" autocomplete="current-password" required />
        <NewPassword name="new_password" label="New password" />
        <div>
          <Submit>Change password</Submit>
        </div>
      </form>
    </Card>
  )
}

function SignIns({ signIns, now }: Pick<SecurityProps, 'signIns' | 'now'>) {
  return (
    <section class="stack" aria-labelledby="sign-ins-title">
      <h2 id="sign-ins-title">Where you are signed in</h2>
      <Table caption="Your sign-ins" cards columns={['Since', 'Address', 'Browser', { label: 'Actions', hidden: true }]}>
        {signIns.map(({ id, createdAt, ip, userAgent, isPresent }) => (
          <tr>
            <td class="at-who">
              <TimeAgo at={createdAt} now={now} /> {isPresent && <Badge>this one</Badge>}
            </td>
            <td class="at-state" safe>
              {ip ?? 'Address not known'}
            </td>
            <td class="at-exit muted" safe>
              {userAgent ?? 'Browser not known'}
            </td>
            <td class="actions">
              <form method="post" action={paths.endSignIn(id)} hx-boost="false">
                <Submit>{isPresent ? 'Sign out' : 'End'}</Submit>
              </form>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

/** All that opens for somebody who must have a second factor and has none. */
export function SetUpFirstPage({ problem }: { problem?: AppError | undefined }) {
  return (
    <section class="card stack">
      <h1>One more step</h1>
      <Problem problem={problem} />
      <p>Your organisation asks for two-factor sign-in. You need an authenticator app on your phone.</p>
      <form method="post" action={paths.api.secondFactor()}>
        <Submit primary>Set up two-factor sign-in</Submit>
      </form>
      <form method="post" action={paths.api.logout}>
        <Submit>Sign out</Submit>
      </form>
    </section>
  )
}

interface OfferProps {
  secret: string
  /** Address of the QR code. */
  image: string
  problem?: AppError | undefined
}

/** The one time that the secret is shown. */
export function OfferPage({ secret, image, problem }: OfferProps) {
  return (
    <section class="card">
      <form class="stack" method="post" action={paths.api.secondFactor('confirm')} hx-boost="false">
        <h1>Set up two-factor sign-in</h1>
        <Problem problem={problem} />
        <p>Scan this with an authenticator app, then type the code that it shows.</p>
        <img src={image} width="220" height="220" alt="QR code of the key below" />
        <p>
          Or type this key: <code safe>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
        <Field name="code" label="Code from the app" autocomplete="one-time-code" maxlength={40} required />
        <div>
          <Submit primary>Turn on</Submit>
        </div>
      </form>
    </section>
  )
}

/** The one time that recovery codes are shown. */
export function RecoveryCodesPage({ codes }: { codes: readonly string[] }) {
  return (
    <section class="card stack">
      <h1>Your recovery codes</h1>
      <Alert tone="warn">Keep them where your phone is not. Each lets you in once, and they are shown only now.</Alert>
      <ol>
        {codes.map((code) => (
          <li>
            <code safe>{code}</code>
          </li>
        ))}
      </ol>
      <p>
        <a class="btn primary" href={paths.home}>
          I have kept them
        </a>
      </p>
    </section>
  )
}
