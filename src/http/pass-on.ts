import type { Config } from '#src/config.ts'
import { REQUEST_ID } from './answer.ts'
import { protectiveHeaders } from './hardening.ts'
import { requestIdOf } from './request-id.ts'

interface PassedOn {
  status: number
  /** What tells of the body. Those that protect our own pages win over them. */
  headers: Record<string, string>
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null
}

/** Makes answers of what somebody else said: whole already, so that nothing after it copies the body. */
export function passer(config: Config) {
  const always = protectiveHeaders(config)
  // Filled once: to copy a Headers is a fraction of the work of filling one.
  const fixed = new Headers(always)
  return (request: Request, { status, headers, body }: PassedOn): Response => {
    const response = new Response(body, { status, headers: fixed })
    for (const name in headers) if (!(name in always)) response.headers.set(name, headers[name] ?? '')
    response.headers.set(REQUEST_ID, requestIdOf(request))
    return response
  }
}
