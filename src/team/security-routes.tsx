import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { type FormPage, orFormAgain } from '#src/http/form.ts'
import { page, reply } from '#src/http/reply.ts'
import { paths } from '#views/paths.ts'
import { OfferPage, RecoveryCodesPage, SecurityPage, SetUpFirstPage } from '#views/security.tsx'
import type { Actor } from './actor.ts'
import { auth } from './auth.ts'
import { sessionCookie } from './cookies.ts'
import { letIn, originOf } from './entrance.ts'
import { FactorCode, FactorOffer, FactorProof, PasswordChange } from './input.ts'
import { factorJson, signedInJson, signInJson } from './json.ts'
import { qrImage } from './qr.ts'
import * as factor from './second-factor.ts'
import { setUpFactor } from './set-up-factor.ts'
import { changePassword } from './sign-in.ts'
import { endOwn, listOwn } from './sign-ins.ts'
import { emailOf } from './who-is.ts'

const PERSON = { role: 'viewer', peopleOnly: true } as const
const NEWCOMER = { ...PERSON, duringSetUp: true } as const

/** One's own password, second factor and sign-ins. */
export const securityRoutes = (deps: Deps) => {
  const securityPage = (actor: Actor, done?: string, problem?: AppError) => {
    if (actor.awaitsTotp) return <SetUpFirstPage problem={problem} />
    const state = factor.stateOf(deps, actor.id ?? '')
    const signIns = listOwn(deps, actor).map((one) => ({ ...one, isPresent: one.id === actor.signInId }))
    const about = { email: emailOf(deps, actor), factor: state, signIns, now: deps.now() }
    return <SecurityPage {...about} done={done} problem={problem} />
  }
  const again = (actor: Actor): FormPage => ({
    title: 'Security',
    bare: actor.awaitsTotp === true,
    html: (problem) => securityPage(actor, undefined, problem),
  })
  const offerPage = ({ secret, url }: factor.Offer, problem?: AppError) => (
    <OfferPage secret={secret} image={qrImage(url)} problem={problem} />
  )
  const endSignIn = ({ params: { id }, actor }: { params: { id: string }; actor: Actor }) => {
    endOwn(deps, id, actor)
    const isPresent = id === actor.signInId
    const location = isPresent ? paths.login : paths.securityAfter('sign-in-ended')
    const cookies = isPresent ? [sessionCookie(deps.config, '', 0)] : []
    return reply({ success: true, message: 'Sign-in ended', data: null }, { location, cookies })
  }

  return new Elysia()
    .use(auth(deps))
    .get(
      '/security',
      ({ actor, query: { done } }) => page('Security', () => securityPage(actor, done), { bare: actor.awaitsTotp === true }),
      { access: NEWCOMER },
    )
    .post(
      '/api/auth/password',
      ({ actor, body: { current_password, new_password }, request }) =>
        orFormAgain(request, again(actor), async () => {
          await changePassword(deps, actor, { current: current_password, next: new_password })
          const message = 'Password changed. Other sign-ins have ended.'
          return reply({ success: true, message, data: null }, { location: paths.securityAfter('password-changed') })
        }),
      { access: PERSON, body: PasswordChange },
    )
    .get('/api/auth/totp', ({ actor }) => reply({ success: true, data: factorJson(factor.stateOf(deps, actor.id ?? '')) }), {
      access: NEWCOMER,
    })
    .post(
      '/api/auth/totp',
      ({ actor, body, request }) =>
        orFormAgain(request, again(actor), async () => {
          const offer = await factor.offer(deps, actor, body.password)
          const data = { secret: offer.secret, otpauth_url: offer.url }
          const bare = actor.awaitsTotp === true
          return reply({ success: true, data }, { title: 'Two-factor sign-in', bare, html: () => offerPage(offer) })
        }),
      { access: NEWCOMER, body: FactorOffer },
    )
    .post(
      '/api/auth/totp/confirm',
      ({ actor, body: { code }, request }) => {
        const offerAgain = {
          title: 'Two-factor sign-in',
          bare: actor.awaitsTotp === true,
          html: (problem: AppError) =>
            problem.status === 400 ? offerPage(factor.openOffer(deps, actor), problem) : securityPage(actor, undefined, problem),
        }
        return orFormAgain(request, offerAgain, async () => {
          const { recoveryCodes, signedIn } = await setUpFactor(deps, actor, code, originOf(deps, request).userAgent)
          const cookies = signedIn ? letIn(deps, request, signedIn, paths.home).view.cookies : undefined
          const signIn = signedIn && { sign_in: signedInJson(signedIn) }
          return reply(
            { success: true, message: 'Two-factor sign-in is set up', data: { recovery_codes: recoveryCodes, ...signIn } },
            {
              title: 'Recovery codes',
              bare: signedIn !== null,
              html: () => <RecoveryCodesPage codes={recoveryCodes} />,
              cookies,
            },
          )
        })
      },
      { access: NEWCOMER, body: FactorCode },
    )
    .post(
      '/api/auth/totp/remove',
      ({ actor, body, request }: Proven) =>
        orFormAgain(request, again(actor), async () => {
          await factor.remove(deps, actor, body)
          const message = 'Two-factor sign-in removed. Other sign-ins have ended.'
          return reply({ success: true, message, data: null }, { location: paths.securityAfter('totp-removed') })
        }),
      { access: PERSON, body: FactorProof },
    )
    .post(
      '/api/auth/totp/recovery-codes',
      ({ actor, body, request }: Proven) =>
        orFormAgain(request, again(actor), async () => {
          const codes = await factor.remakeRecoveryCodes(deps, actor, body)
          return reply(
            { success: true, message: 'Earlier recovery codes work no longer', data: { recovery_codes: codes } },
            { title: 'Recovery codes', html: () => <RecoveryCodesPage codes={codes} /> },
          )
        }),
      { access: PERSON, body: FactorProof },
    )
    .get(
      '/api/auth/sign-ins',
      ({ actor }) => reply({ success: true, data: listOwn(deps, actor).map((one) => signInJson(one, actor.signInId)) }),
      { access: PERSON },
    )
    .delete('/api/auth/sign-ins/:id', endSignIn, { access: PERSON })
    .post('/security/sign-ins/:id/end', endSignIn, { access: PERSON })
}

interface Proven {
  actor: Actor
  body: z.output<typeof FactorProof>
  request: Request
}
