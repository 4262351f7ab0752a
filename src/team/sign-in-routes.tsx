import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import type { AppError } from '#src/http/errors.ts'
import { orFormAgain } from '#src/http/form.ts'
import { assertNotCrossSite } from '#src/http/hardening.ts'
import { ownPath } from '#src/http/own-path.ts'
import { page, reply } from '#src/http/reply.ts'
import { paths } from '#views/paths.ts'
import { CodePage, SignInPage } from '#views/sign-in.tsx'
import { auth } from './auth.ts'
import { secondStepIn, sessionCookie } from './cookies.ts'
import { admit, letIn, originOf } from './entrance.ts'
import { Login, SecondStep } from './input.ts'
import { signedInJson } from './json.ts'
import { memberInSecondStep } from './second-step.ts'
import { giveCode, refresh, signIn, signOut } from './sign-in.ts'
import { whoIs } from './who-is.ts'

const PERSON = { role: 'viewer', peopleOnly: true } as const

/** In, out, and who am I. */
export const signInRoutes = (deps: Deps) => {
  const logIn = ({ body: { email, password, totp, next }, request }: { body: Login; request: Request }) => {
    assertNotCrossSite(deps.config, request)
    const again = {
      title: 'Sign in',
      bare: true,
      html: (problem: AppError) => <SignInPage next={ownPath(next)} email={email} problem={problem} />,
    }
    return orFormAgain(request, again, async () => {
      const admission = await signIn(deps, { email, password, code: totp }, originOf(deps, request))
      return admit(deps, request, admission, ownPath(next))
    })
  }

  return (
    new Elysia()
      .use(auth(deps))
      .get('/login', ({ query }) => page('Sign in', () => <SignInPage next={ownPath(query.next)} />, { bare: true }))
      .post('/api/auth/login', logIn, { body: Login })
      // The form's own address, so that a reload after a wrong password shows the form and no error.
      .post('/login', logIn, { body: Login })
      .get('/login/code', ({ query, request, redirect }) => {
        const user = memberInSecondStep(deps, secondStepIn(deps.config, request.headers))
        if (!user) return redirect(paths.login, 303)
        return page('Sign in', () => <CodePage next={ownPath(query.next)} email={user.email} />, { bare: true })
      })
      .post(
        '/login/code',
        ({ body: { code, next }, request }) => {
          assertNotCrossSite(deps.config, request)
          const mark = secondStepIn(deps.config, request.headers)
          const user = memberInSecondStep(deps, mark)
          const again = {
            title: 'Sign in',
            bare: true,
            html: (problem: AppError) =>
              user ? (
                <CodePage next={ownPath(next)} email={user.email} problem={problem} />
              ) : (
                <SignInPage next={ownPath(next)} problem={problem} />
              ),
          }
          return orFormAgain(request, again, async () => {
            return letIn(deps, request, await giveCode(deps, mark, code, originOf(deps, request)), ownPath(next))
          })
        },
        { body: SecondStep },
      )
      .post(
        '/api/auth/logout',
        ({ actor }) => {
          signOut(deps, actor)
          const cookies = [sessionCookie(deps.config, '', 0)]
          return reply({ success: true, message: 'Signed out', data: null }, { location: paths.login, cookies })
        },
        { access: { ...PERSON, duringSetUp: true } },
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
  )
}
