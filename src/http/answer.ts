import type { Config } from '#src/config.ts'
import { protectiveHeaders } from './hardening.ts'
import { requestIdOf } from './request-id.ts'

export const REQUEST_ID = 'x-request-id'

// htmx would put the address that a form was sent to into the address bar, where nothing can be opened again.
const isSentByPage = ({ method, headers }: Request) => method !== 'GET' && headers.get('hx-request') === 'true'

const VARY = 'Accept, HX-Request, HX-Request-Type'

export type Headings = Record<string, string>

/** Makes the answers of requests that can be answered in two formats, with the headers that every answer has. */
export type Answer = (request: Request, kind: 'json' | 'html' | 'empty', body: string | null, rest: AnswerRest) => Response

interface AnswerRest {
  status: number
  headers: Headings
  /** Whole `Set-Cookie` values. */
  cookies?: string[] | undefined
}

export function answerer(config: Config): Answer {
  const always = { ...protectiveHeaders(config), vary: VARY }
  // Filled once: to copy a Headers is a fraction of the work of filling one.
  const fixed = {
    json: new Headers({ ...always, 'content-type': 'application/json;charset=utf-8' }),
    html: new Headers({ ...always, 'content-type': 'text/html; charset=utf-8' }),
    empty: new Headers(always),
  }
  return (request, kind, body, { status, headers, cookies = [] }) => {
    const response = new Response(body, { status, headers: fixed[kind] })
    response.headers.set(REQUEST_ID, requestIdOf(request))
    if (kind === 'html' && isSentByPage(request)) response.headers.set('hx-push-url', 'false')
    for (const name in headers) response.headers.set(name, headers[name] ?? '')
    for (const cookie of cookies) response.headers.append('set-cookie', cookie)
    return response
  }
}
