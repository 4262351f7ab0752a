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
  return (request: Request, { status, headers, body }: PassedOn): Response =>
    new Response(body, { status, headers: { ...headers, ...always, [REQUEST_ID]: requestIdOf(request) } })
}
