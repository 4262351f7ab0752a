import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { AppError } from '#src/http/errors.ts'
import { orFormAgain } from '#src/http/form.ts'
import { assertNotCrossSite } from '#src/http/hardening.ts'
import { page } from '#src/http/reply.ts'
import { paths } from '#views/paths.ts'
import { InvitePage, SetupPage } from '#views/sign-in.tsx'
import { admit, letIn, originOf } from './entrance.ts'
import { assertSetupLink, claim, hasOwner } from './first-run.ts'
import { AcceptInvite, Setup } from './input.ts'
import * as invites from './invites.ts'

/** The two links that let in somebody who has no password yet: the first owner's, and an invitation. */
export const setupRoutes = (deps: Deps) =>
  new Elysia()
    .get('/setup/:token', ({ params: { token }, request }) => {
      assertSetupLink(deps, token, clientIp(deps.config, request))
      return page('Welcome', () => <SetupPage action={paths.setup(token)} />, { bare: true })
    })
    .post(
      '/setup/:token',
      ({ params: { token }, body, request }) => {
        assertNotCrossSite(deps.config, request)
        const { name, email, two_factor: wantsTotp } = body
        const again = {
          title: 'Welcome',
          bare: true,
          html: (problem: AppError) => <SetupPage action={paths.setup(token)} {...{ name, email, wantsTotp, problem }} />,
        }
        return orFormAgain(request, again, async () => {
          const owner = await claim(deps, token, body, originOf(deps, request))
          return letIn(deps, request, owner, wantsTotp ? paths.security : paths.home)
        })
      },
      { body: Setup },
    )
    .get('/invite/:token', ({ params: { token }, request }) => {
      const invite = invites.inviteBehind(deps, token, clientIp(deps.config, request))
      return page('Welcome', () => <Invite token={token} invite={invite} />, { bare: true })
    })
    .post(
      '/invite/:token',
      ({ params: { token }, body: { password }, request }) => {
        assertNotCrossSite(deps.config, request)
        const invite = invites.inviteBehind(deps, token, clientIp(deps.config, request))
        const again = {
          title: 'Welcome',
          bare: true,
          html: (problem: AppError) => <Invite token={token} invite={invite} problem={problem} />,
        }
        return orFormAgain(request, again, async () =>
          admit(deps, request, await invites.accept(deps, token, password, originOf(deps, request)), paths.home),
        )
      },
      { body: AcceptInvite },
    )

interface InviteProps {
  token: string
  invite: ReturnType<typeof invites.inviteBehind>
  problem?: AppError
}

const Invite = ({ token, invite: { name, email, userId }, problem }: InviteProps) => (
  <InvitePage action={paths.invite(token)} name={name} email={email} isMember={userId !== null} problem={problem} />
)

const OPEN_BEFORE_SETUP = /^\/(setup\/|assets\/|healthz$|readyz$|metrics$)/

/** Before there is an owner, nothing but the setup link does anything. */
export const setupGate = (deps: Deps) =>
  new Elysia({ name: 'setup-gate' }).onRequest(({ request }) => {
    if (!hasOwner(deps) && !OPEN_BEFORE_SETUP.test(new URL(request.url).pathname)) throw setupRequired()
  })

const setupRequired = () =>
  new AppError(
    503,
    'SETUP_REQUIRED',
    'Mooring has no owner yet. Open the setup link that was printed when it started; "mooring setup-link" prints a new one.',
  )
