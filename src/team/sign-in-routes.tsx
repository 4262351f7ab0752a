import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { orFormAgain } from '#src/http/form.ts'
import { assertNotCrossSite } from '#src/http/hardening.ts'
import { page, reply } from '#src/http/reply.ts'
import { paths } from '#views/paths.ts'
import { SignInPage } from '#views/sign-in.tsx'
import { auth } from './auth.ts'
import { sessionCookie } from './cookies.ts'
import { letIn, originOf } from './entrance.ts'
import { Login, PasswordChange } from './input.ts'
import { signedInJson } from './json.ts'
import { changePassword, refresh, signIn, signOut } from './sign-in.ts'
import { whoIs } from './who-is.ts'

const PERSON = { role: 'viewer', peopleOnly: true } as const

/** In, out, and who am I. */
export const signInRoutes = (deps: Deps) =>
  new Elysia()
    .use(auth(deps))
    .get('/login', ({ query }) => page('Sign in', () => <SignInPage next={ownPath(query.next)} />, { bare: true }))
    .post(
      '/api/auth/login',
      ({ body: { email, password, next }, request, server, set }) => {
        assertNotCrossSite(deps.config, request)
        const again = {
          title: 'Sign in',
          html: (problem: AppError) => <SignInPage next={ownPath(next)} email={email} problem={problem} />,
        }
        return orFormAgain(request, again, async () => {
          const incoming = { request, server, set }
          const signedIn = await signIn(deps, { email, password }, originOf(deps, incoming))
          return letIn(deps, incoming, signedIn, ownPath(next))
        })
      },
      { body: Login },
    )
    .post(
      '/api/auth/logout',
      ({ actor, set }) => {
        signOut(deps, actor)
        set.headers['set-cookie'] = sessionCookie(deps.config, '', 0)
        return reply({ success: true, message: 'Signed out', data: null }, { location: paths.login })
      },
      { access: PERSON },
    )
    .post(
      '/api/auth/refresh',
      async ({ actor, request, set }) => {
        const refreshed = await refresh(deps, actor)
        if (!request.headers.has('authorization')) {
          set.headers['set-cookie'] = sessionCookie(deps.config, refreshed.token, refreshed.expiresAt - deps.now())
        }
        return reply({ success: true, data: signedInJson(refreshed) })
      },
      { access: PERSON },
    )
    .get('/api/auth/me', ({ actor }) => reply({ success: true, data: whoIs(deps, actor) }), { access: { role: 'viewer' } })
    .post(
      '/api/auth/password',
      async ({ actor, body: { current_password, new_password } }) => {
        await changePassword(deps, actor, { current: current_password, next: new_password })
        return reply(
          { success: true, message: 'Password changed. Other sign-ins have ended.', data: null },
          { location: paths.home },
        )
      },
      { access: PERSON, body: PasswordChange },
    )

/** Only a path of this server: `//host` and `/\host` lead to another one. */
export function ownPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : paths.home
}
