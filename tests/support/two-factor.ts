import { codeAt, stepAt } from '#src/team/totp.ts'
import { type Caller, caller, type TestApp, testApp } from './app.ts'

export const PIA = { id: 'usr_pia', email: 'pia@agency.example', password: 'rope tide lantern' }

/** The app with Pia, who has a password and is not signed in. */
export async function withPia(env: Record<string, string> = {}) {
  const app = await testApp({ env })
  await app.addMember(PIA)
  return app
}

/** The code that an authenticator app shows, so many steps from now. */
export const codeOf = ({ clock }: Pick<TestApp, 'clock'>, secret: string, steps = 0) => codeAt(secret, stepAt(clock.now) + steps)

export const logIn = ({ nobody }: TestApp, body: object = {}) =>
  nobody.json('POST', '/api/auth/login', { email: PIA.email, password: PIA.password, ...body })

export const bearing = ({ app }: TestApp, token: string): Caller =>
  caller((request) => app.handle(request), { authorization: `Bearer ${token}` })

/** A browser that keeps the cookies it is given. */
export function browser({ app }: TestApp) {
  const jar = new Map<string, string>()
  async function go(method: string, path: string, form?: Record<string, string>) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' }
    const body = form && new URLSearchParams(form)
    const answer = await app.handle(new Request(`http://localhost:3000${path}`, { method, headers, body }))
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/Max-Age=0/.test(set)) jar.delete(name)
      else jar.set(name, value)
    }
    return { status: answer.status, location: answer.headers.get('location'), headers: answer.headers, text: await answer.text() }
  }
  return { go, jar }
}

/** Sets up two-factor sign-in for a member who is signed in. The code used is that of now. */
export async function setUpTotp(app: TestApp, member: Caller, password = PIA.password) {
  const offered = await member.json('POST', '/api/auth/totp', { password })
  const secret = offered.body.data.secret as string
  const confirmed = await member.json('POST', '/api/auth/totp/confirm', { code: codeOf(app, secret) })
  return { secret, offered, confirmed, recoveryCodes: confirmed.body.data.recovery_codes as string[] }
}

/** Pia with two-factor sign-in, signed in once, a minute later: no code of now has been used. */
export async function withTotp(env: Record<string, string> = {}) {
  const app = await withPia(env)
  const pia = bearing(app, (await logIn(app)).body.data.token)
  const { secret, recoveryCodes } = await setUpTotp(app, pia)
  app.clock.now += 60_000
  return { ...app, pia, secret, recoveryCodes }
}
