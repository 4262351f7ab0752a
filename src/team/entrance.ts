import type { Deps } from '#src/deps.ts'
import { audienceOf } from '#src/http/audience.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { totpRequired } from '#src/http/errors.ts'
import { type Reply, reply } from '#src/http/reply.ts'
import { requestIdOf } from '#src/http/request-id.ts'
import { paths } from '#views/paths.ts'
import { knownBrowserCookie, knownBrowserIn, secondStepCookie, secondStepIn, sessionCookie } from './cookies.ts'
import { signedInJson } from './json.ts'
import { KNOWN_BROWSER_LASTS_MS } from './known-browser.ts'
import { SECOND_STEP_LASTS_MS, secondStepFor } from './second-step.ts'
import type { Admission, Origin, SignedIn } from './sign-in.ts'

const MOST_OF_USER_AGENT = 300

/** What is known of a request that comes in without credentials. */
export const originOf = ({ config }: Deps, request: Request): Origin => ({
  ip: clientIp(config, request),
  userAgent: request.headers.get('user-agent')?.slice(0, MOST_OF_USER_AGENT) ?? null,
  requestId: requestIdOf(request),
  mark: knownBrowserIn(config, request.headers),
})

/** The answer to somebody who was let in. A browser gets cookies too; programs have no use for them. */
export function letIn({ config, now }: Deps, request: Request, signedIn: SignedIn, location: string): Reply {
  const { token, expiresAt, mark, awaitsTotp } = signedIn
  const cookies = [sessionCookie(config, token, expiresAt - now()), knownBrowserCookie(config, mark, KNOWN_BROWSER_LASTS_MS)]
  if (secondStepIn(config, request.headers) !== null) cookies.push(secondStepCookie(config, '', 0))
  const view = { location: awaitsTotp ? paths.security : location, cookies: isBrowser(request) ? cookies : [] }
  return reply({ success: true, data: signedInJson(signedIn) }, view)
}

/** Lets somebody in, or asks for the code that is owed: people on a page of its own, programs by an error. */
export function admit(deps: Deps, request: Request, admission: Admission, location: string): Reply {
  if (!('owesCode' in admission)) return letIn(deps, request, admission, location)
  if (audienceOf(request) !== 'page') throw totpRequired()
  const cookies = [secondStepCookie(deps.config, secondStepFor(deps, admission.owesCode), SECOND_STEP_LASTS_MS)]
  return reply(undefined, { location: paths.secondStep(location), cookies })
}

// Only browsers send Sec-Fetch headers, and a page of ours may sign in with a script that asks for JSON.
const isBrowser = (request: Request) => audienceOf(request) !== 'api' || request.headers.has('sec-fetch-site')
