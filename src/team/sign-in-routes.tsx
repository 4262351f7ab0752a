import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { orFormAgain } from '#src/http/form.ts'
import { assertNotCrossSite } from '#src/http/hardening.ts'
import { ownPath } from '#src/http/own-path.ts'
import { page, reply } from '#src/http/reply.ts'
import { paths } from '#views/paths.ts'
import { PasswordPage, SignInPage } from '#views/sign-in.tsx'
import { auth } from './auth.ts'
import { sessionCookie } from './cookies.ts'
import { letIn, originOf } from './entrance.ts'
import { Login, PasswordChange } from './input.ts'
import { signedInJson } from './json.ts'
import { changePassword, refresh, signIn, signOut } from './sign-in.ts'
import { emailOf, whoIs } from './who-is.ts'

const PERSON = { role: 'viewer', peopleOnly: true } as const

/** In, out, and who am I. */
export const signInRoutes = (deps: Deps) =>
  new Elysia()
    .use(auth(deps))
    .get('/login', ({ query }) => page('Sign in', () => <SignInPage next={ownPath(query.next)} />, { bare: true }))
    .post(
      '/api/auth/login',
      ({ body: { email, password, next }, request }) => {
        assertNotCrossSite(deps.config, request)
        const again = {
          title: 'Sign in',
          bare: true,
          html: (problem: AppError) => <SignInPage next={ownPath(next)} email={email} problem={problem} />,
        }
        return orFormAgain(request, again, async () => {
          const signedIn = await signIn(deps, { email, password }, originOf(deps, request))
          return letIn(deps, request, signedIn, ownPath(next))
        })
      },
      { body: Login },
    )
    .post(
      '/api/auth/logout',
      ({ actor }) => {
        signOut(deps, actor)
        const cookies = [sessionCookie(deps.config, '', 0)]
        return reply({ success: true, message: 'Signed out', data: null }, { location: paths.login, cookies })
      },
      { access: PERSON },
    )
    .post(
      '/api/auth/refresh',
      async ({ actor, request }) => {
        const refreshed = await refresh(deps, actor)
        const cookie = sessionCookie(deps.config, refreshed.token, refreshed.expiresAt - deps.now())
        const cookies = request.headers.has('authorization') ? [] : [cookie]
        return reply({ success: true, data: signedInJson(refreshed) }, { cookies })
      },
      { access: PERSON },
    )
    .get('/api/auth/me', ({ actor }) => reply({ success: true, data: whoIs(deps, actor) }), { access: { role: 'viewer' } })
    .get('/password', ({ actor }) => page('Password', () => <PasswordPage email={emailOf(deps, actor)} />), { access: PERSON })
    .post(
      '/api/auth/password',
      ({ actor, body: { current_password, new_password }, request }) => {
        const again = {
          title: 'Password',
          bare: false,
          html: (problem: AppError) => <PasswordPage email={emailOf(deps, actor)} problem={problem} />,
        }
        return orFormAgain(request, again, async () => {
          await changePassword(deps, actor, { current: current_password, next: new_password })
          const message = 'Password changed. Other sign-ins have ended.'
          return reply({ success: true, message, data: null }, { location: paths.home })
        })
      },
      { access: PERSON, body: PasswordChange },
    )
