import type { Session } from './session.ts'

const NAME = /^[\w!#$%&'*+.^`|~-]+$/

/** The session as a browser would go on with it after these `Set-Cookie` headers: values replaced in place, new ones at the end. */
export function withCookies(session: Session, setCookies: string[]): Session {
  if (setCookies.length === 0) return session
  const cookies = new Map<string, string>()
  const pairs = [...session.cookie.split(';'), ...setCookies.map((line) => line.split(';', 1)[0] ?? '')]
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const value = pair.slice(at + 1).trim()
    // A cookie that is taken away ends the session; whether it did, the next answer says.
    if (at > 0 && NAME.test(name) && value !== 'deleted') cookies.set(name, value)
  }
  return { ...session, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
}
