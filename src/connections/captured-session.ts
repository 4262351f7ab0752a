import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { type CaptureBody, type CaptureHeaders, CaptureHeaders as Schema } from './capture-input.ts'
import { type CookieProblem, readCookieJar } from './cookie.ts'
import { type Captured, captured } from './session.ts'

/** The session that an extension captured. Throws 400 that names every field which is missing or contradicts another. */
export function sessionCaptured({ secrets }: Pick<Deps, 'secrets'>, sent: Record<string, unknown>, body: CaptureBody): Captured {
  const headers = headersIn(sent)
  const jar = readCookieJar(body.cookies)
  const problems = [
    // A browser that OnlyFans gave no fingerprint has none to hand over.
    ...jar.problems.filter(({ name, message }) => name !== 'fp' && !(name === 'sess' && message === 'is missing')),
    ...contradictions(headers, jar.sess, body),
  ]
  if (problems.length > 0) throw refusal(problems)
  const { localStorage, sessionStorage, other_data } = body
  const cookie = jar.sess === null ? `${jar.header}; sess=${headers.sess}` : jar.header
  return captured(
    secrets,
    { cookie, userAgent: headers.userAgent, xBc: headers.bcTokenSha },
    { localStorage, sessionStorage, otherData: other_data },
  )
}

function headersIn(sent: Record<string, unknown>): CaptureHeaders {
  const read = Schema.safeParse(sent)
  if (read.success) return read.data
  throw refusal(read.error.issues.map(({ path, message }) => ({ name: path.join('.'), message })))
}

function contradictions({ sess, bcTokenSha }: CaptureHeaders, inCookie: string | null, { localStorage }: CaptureBody) {
  const stored = storedText(localStorage?.bcTokenSha)
  const problems: CookieProblem[] = []
  if (sess === 'deleted') problems.push({ name: 'sess', message: 'is deleted: this browser is signed out' })
  if (inCookie !== null && inCookie !== 'deleted' && inCookie !== sess) {
    problems.push({ name: 'sess', message: 'is not the one of the cookies' })
  }
  if (!/^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/.test(sess))
    problems.push({ name: 'sess', message: 'has characters that no cookie may have' })
  if (stored !== null && stored !== bcTokenSha) problems.push({ name: 'bcTokenSha', message: 'is not the one of localStorage' })
  return problems
}

// Pages store texts as they are or as JSON.
const storedText = (value: unknown) => (typeof value === 'string' && value !== '' ? value.replace(/^"(.*)"$/, '$1') : null)

const refusal = (problems: CookieProblem[]) =>
  new AppError(
    400,
    'VALIDATION_ERROR',
    'Some fields are missing or invalid',
    problems.map(({ name, message }) => ({ path: name, message })),
  )
