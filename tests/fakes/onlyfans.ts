import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Authority, createAuthority } from './certificates.ts'
import { answerPath } from './onlyfans-pages.ts'
import { type Bound, cookiesIn, createSessions, type FakeUser } from './onlyfans-sessions.ts'
import { expectedSign, madeUpRules, type PublicRules } from './onlyfans-sign.ts'

export { type FakeUser, type Killed, type SignInOptions, USER_AGENT } from './onlyfans-sessions.ts'
export { madeUpRules, type PublicRules } from './onlyfans-sign.ts'

/** What it does instead of answering. */
export type OnlyFansFault =
  | 'challenge'
  | 'rate-limited'
  | 'server-error'
  | 'html-200'
  | 'not-json'
  | 'redirect'
  | 'denied'
  | 'hang'
  | 'reset'

export interface OnlyFansOptions {
  address?: string
  /** Names, beside the address, that its certificate is for. */
  names?: string[]
  authority?: Authority
  rules?: PublicRules
}

export interface SeenCall {
  method: string
  /** Path and query. */
  path: string
  /** The address it came from: the exit's. */
  ip: string
  /** Which connection, as long as it lasts. */
  port: number
  /** The one that the cookies name. */
  userId: string
  sess: string
  /** Names and values in the order they came. */
  headers: [string, string][]
}

/**
 * An OnlyFans on loopback over TLS, as strict as the real one is known to be: it checks every signature, binds a session to user
 * agent, x-bc and first address, and ends it for good on any mismatch (`killed`).
 */
export async function startOnlyFans({
  address = '127.0.1.9',
  names = ['onlyfans.test'],
  authority = createAuthority(),
  rules: firstRules = madeUpRules(),
}: OnlyFansOptions = {}) {
  const { sessions, killed, signIn, kill, end, of, rotate } = createSessions()
  const users = new Map<string, FakeUser>()
  const seen: SeenCall[] = []
  const sockets = new Set<Socket>()
  let rules = firstRules
  let fault: { kind: OnlyFansFault; times: number } | null = null
  let nextUserId = 300_000_001
  let written = 0

  const wrote = (bytes: number) => {
    written += bytes
  }

  function handle(request: IncomingMessage, response: ServerResponse) {
    const headers = pairsOf(request.rawHeaders)
    const header = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? ''
    const ip = request.socket.remoteAddress ?? ''
    const path = request.url ?? ''
    const cookies = cookiesIn(header('cookie'))
    const [sess = '', userId = ''] = [cookies.get('sess'), cookies.get('auth_id')]
    seen.push({ method: request.method ?? '', path, ip, port: request.socket.remotePort ?? 0, userId, sess, headers })
    if (fault && fault.times-- > 0) return misbehave(fault.kind, request, response)

    const named = header('user-id')
    const isSigned =
      header('sign') === expectedSign(rules, path, header('time'), named || '0') &&
      header('app-token') === rules.app_token &&
      /^\d{13}$/.test(header('time'))
    if (!isSigned) return refuse(response, 401, 401, 'Please refresh the page')
    const bound = sessions.get(sess)
    if (!bound) return refuse(response, 401, 0, 'Session not found.')
    const mismatch = mismatchOf(bound, { ip, userId, named, userAgent: header('user-agent'), xBc: header('x-bc') })
    if (mismatch) kill(bound, mismatch)
    if (bound.state === 'killed') return refuse(response, 401, 0, 'Wrong user.')
    if (cookies.get('fp') !== bound.fp) return refuse(response, 401, 0, 'Access denied.')
    bound.ip ??= ip
    answerPath({ request, response, path, bound, header, wrote, rotate: () => rotate(bound) })
  }

  function mismatchOf(bound: Bound, from: { ip: string; userId: string; named: string; userAgent: string; xBc: string }) {
    if (from.userAgent !== bound.userAgent) return 'user-agent'
    if (from.xBc !== bound.xBc) return 'x-bc'
    if (bound.ip !== null && from.ip !== bound.ip) return 'ip'
    if (from.userId !== bound.user.id) return 'auth-id'
    return from.named !== '' && from.named !== bound.user.id ? 'user-id' : null
  }

  const { cert, key } = authority.issue([address, ...names])
  const server = createServer({ cert, key }, handle)
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve))
  const { port } = server.address() as AddressInfo

  return {
    /** What ONLYFANS_API_URL names. */
    url: `https://${address}:${port}`,
    address,
    port,
    authority,
    caFile: authority.file,
    /** Every request, also those that were refused. */
    seen,
    /** Sessions that are gone for good because a request did not fit them. Has to stay empty. */
    killed,
    /** Bytes of big answers that were handed to the network. */
    written: () => written,
    /** The rules it checks signatures by now, as a public file. */
    rules: () => rules,
    /** A front-end release: from now on only signatures by other rules are right. */
    release(next: PublicRules = madeUpRules(Number(rules.prefix) - 50_000 + 1)) {
      rules = next
      return next
    },
    addUser(given: Partial<FakeUser> = {}): FakeUser {
      const id = given.id ?? String(nextUserId++)
      const user = { id, name: 'Stella Moon', username: `stella${id.slice(-4)}`, avatar: null, ...given }
      users.set(id, user)
      return user
    },
    /** The creator signs in with a browser of their own; answers what the extension would capture. */
    signIn,
    /** Ends a session as a sign-out does; `killed` as a mismatch does. */
    end,
    /** What a session is bound to. */
    of,
    /** Answers the next calls wrongly; for ever unless `times` is given. */
    misbehave(kind: OnlyFansFault | null, times = Number.POSITIVE_INFINITY) {
      fault = kind && { kind, times }
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export type FakeOnlyFans = Awaited<ReturnType<typeof startOnlyFans>>

function pairsOf(raw: string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''])
}

function refuse(response: ServerResponse, status: number, code: number, message: string) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code, message } }))
}

const HTML = { 'content-type': 'text/html; charset=UTF-8' }

function misbehave(kind: OnlyFansFault, request: IncomingMessage, response: ServerResponse) {
  switch (kind) {
    case 'challenge':
      return response
        .writeHead(403, { ...HTML, 'cf-mitigated': 'challenge' })
        .end('<!DOCTYPE html><title>Just a moment...</title>')
    case 'rate-limited':
      return response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '30' }).end('{"error":{"code":429}}')
    case 'server-error':
      return response.writeHead(502, HTML).end('<html><h1>502 Bad Gateway</h1></html>')
    case 'html-200':
      return response.writeHead(200, HTML).end('<html><h1>Maintenance</h1></html>')
    case 'not-json':
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": 1, "isA')
    case 'redirect':
      return response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    case 'denied':
      return refuse(response, 403, 0, 'Access denied.')
    case 'hang':
      return
    case 'reset':
      return request.socket.destroy()
  }
}
