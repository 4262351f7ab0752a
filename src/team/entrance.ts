import type { Deps } from '#src/deps.ts'
import { audienceOf } from '#src/http/audience.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { type Reply, reply } from '#src/http/reply.ts'
import { requestIdOf } from '#src/http/request-id.ts'
import { knownBrowserCookie, knownBrowserIn, sessionCookie } from './cookies.ts'
import { signedInJson } from './json.ts'
import { KNOWN_BROWSER_LASTS_MS } from './known-browser.ts'
import type { Origin, SignedIn } from './sign-in.ts'

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
  const { token, expiresAt, mark } = signedIn
  const cookies = [sessionCookie(config, token, expiresAt - now()), knownBrowserCookie(config, mark, KNOWN_BROWSER_LASTS_MS)]
  return reply({ success: true, data: signedInJson(signedIn) }, { location, cookies: isBrowser(request) ? cookies : [] })
}

// Only browsers send Sec-Fetch headers, and a page of ours may sign in with a script that asks for JSON.
const isBrowser = (request: Request) => audienceOf(request) !== 'api' || request.headers.has('sec-fetch-site')
