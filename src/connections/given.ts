import type { Deps } from '#src/deps.ts'
import { readCookieText } from './cookie.ts'
import type { UpdateBody } from './input.ts'
import { incompleteCookie } from './problems.ts'
import { type Captured, captured } from './session.ts'

/** The session of a request. Throws 400 when its cookie lacks what a session needs. */
export function sessionIn({ secrets }: Pick<Deps, 'secrets'>, { cookie, userAgent, xBc }: UpdateBody): Captured {
  const { problems } = readCookieText(cookie)
  if (problems.length > 0) throw incompleteCookie(problems)
  return captured(secrets, { cookie, userAgent, xBc: xBc ?? null })
}
