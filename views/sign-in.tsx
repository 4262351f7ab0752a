import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import { fieldProblem } from './field-words.ts'
import { paths } from './paths.ts'
import { Check, Field, Submit } from './ui/form.tsx'
import { Alert } from './ui/status.tsx'

interface SignInProps {
  /** Where to go on afterwards. */
  next: string
  email?: string | undefined
  problem?: AppError | undefined
}

export function SignInPage({ next, email, problem }: SignInProps) {
  return (
    <section class="card">
      <form class="stack" method="post" action={paths.login}>
        <h1>Sign in</h1>
        <Problem problem={problem} />
        <input type="hidden" name="next" value={next} />
        <Field name="email" label="E-mail address" type="email" autocomplete="username" value={email ?? ''} required />
        <Field name="password" label="Password" type="password" autocomplete="current-password" required />
        <div>
          <Submit primary>Sign in</Submit>
        </div>
      </form>
    </section>
  )
}

interface CodeProps {
  next: string
  email: string
  problem?: AppError | undefined
}

/** The second step of signing in, after the password. */
export function CodePage({ next, email, problem }: CodeProps) {
  return (
    <section class="card">
      <form class="stack" method="post" action={paths.secondStep('/')}>
        <h1>Enter your code</h1>
        <p class="muted" safe>{`Signing in as ${email}.`}</p>
        <Problem problem={problem} />
        <input type="hidden" name="next" value={next} />
        <Field
          name="code"
          label="Code from the app"
          hint="Lost your phone? Type one of your recovery codes."
          autocomplete="one-time-code"
          maxlength={40}
          required
        />
        <div class="row">
          <Submit primary>Sign in</Submit>
          <a href={paths.login}>Start again</a>
        </div>
      </form>
    </section>
  )
}

/** For whoever holds the setup link. It goes back to the address it was opened at. */
export function SetupPage({
  action,
  name,
  email,
  wantsTotp = false,
  problem,
}: {
  action: string
  name?: string
  email?: string
  /** Ticked before the form was refused. */
  wantsTotp?: boolean
  problem?: AppError
}) {
  return (
    <section class="card">
      <form class="stack" method="post" action={action}>
        <h1>Welcome to Mooring</h1>
        <p class="muted">You become the owner: the one who invites the others.</p>
        <Problem problem={problem} />
        <Field name="name" label="Your name" autocomplete="name" value={name ?? ''} required maxlength={100} />
        <Field name="email" label="E-mail address" type="email" autocomplete="username" value={email ?? ''} required />
        <NewPassword />
        <Check name="two_factor" label="Set up two-factor sign-in next" value="true" checked={wantsTotp} />
        <div>
          <Submit primary>Become the owner</Submit>
        </div>
      </form>
    </section>
  )
}

interface InviteProps {
  action: string
  name: string
  email: string
  /** For a member who lost their password. */
  isMember: boolean
  problem?: AppError | undefined
}

export function InvitePage({ action, name, email, isMember, problem }: InviteProps) {
  return (
    <section class="card">
      <form class="stack" method="post" action={action}>
        <h1 safe>{isMember ? 'Set a new password' : `Welcome, ${name}`}</h1>
        <p class="muted" safe>{`You will sign in as ${email}.`}</p>
        <Problem problem={problem} />
        <input type="hidden" name="username" autocomplete="username" value={email} />
        <NewPassword />
        <div>
          <Submit primary>{isMember ? 'Set password' : 'Join'}</Submit>
        </div>
      </form>
    </section>
  )
}

/** With the rule for it. */
export function NewPassword({ name = 'password', label = 'Password' }: { name?: string; label?: string }) {
  return (
    <Field
      name={name}
      label={label}
      hint="At least 12 characters. A few unrelated words do well."
      type="password"
      autocomplete="new-password"
      required
      maxlength={256}
    />
  )
}

/** Why a form comes again. */
export function Problem({ problem }: { problem?: AppError | undefined }) {
  if (!problem) return <></>
  const { message, details } = problem
  return (
    <Alert tone="bad">
      <strong safe>{message}</strong>
      {Array.isArray(details) && (
        <ul>
          {details.map(({ path, message: reason }) => (
            <li safe>{fieldProblem(path, reason)}</li>
          ))}
        </ul>
      )}
    </Alert>
  )
}
