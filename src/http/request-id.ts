const WELL_FORMED = /^[A-Za-z0-9._-]{8,128}$/
const ids = new WeakMap<Request, string>()

/** The caller's `X-Request-Id` where it is well formed, else a new one; the same for the whole life of the request. */
export function requestIdOf(request: Request): string {
  const known = ids.get(request)
  if (known) return known
  const sent = request.headers.get('x-request-id')
  const id = sent && WELL_FORMED.test(sent) ? sent : Bun.randomUUIDv7()
  ids.set(request, id)
  return id
}
