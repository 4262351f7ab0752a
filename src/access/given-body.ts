import { tooLarge } from '#src/http/body.ts'
import type { Sending } from '#src/onlyfans/send.ts'

/** Most a caller may send in one request, in bytes. */
export const LONGEST_BODY = 100 * 1024 ** 2
/** Shorter ones come in one piece; to take them apart costs more than to send them. */
const ONE_PIECE = 64 * 1024

/** The body of a request, to be read as it is sent. Throws 413, also while it is read. */
export async function bodyIn(request: Request): Promise<Sending['body']> {
  const { body, method, headers } = request
  if (method === 'GET' || method === 'HEAD' || body === null) return null
  const announced = headers.get('content-length')
  if (announced === null) return counted(body)
  const length = Number(announced)
  if (length > LONGEST_BODY) throw tooLarge(LONGEST_BODY)
  return length > ONE_PIECE ? counted(body) : request.bytes()
}

async function* counted(body: ReadableStream<Uint8Array>) {
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > LONGEST_BODY) throw tooLarge(LONGEST_BODY)
    yield chunk
  }
}
