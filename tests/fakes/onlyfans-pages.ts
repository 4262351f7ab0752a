import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Bound } from './onlyfans-sessions.ts'

export interface Call {
  request: IncomingMessage
  response: ServerResponse
  /** Path and query. */
  path: string
  bound: Bound
  header(name: string): string
  /** Counts what was handed to the network of a big answer. */
  wrote(bytes: number): void
  /** Lets the session go on under another cookie, which alone holds from then on. */
  rotate(): string
}

const BASE = '/api2/v2'

/**
 * Answers a request that fits its session: `users/me`, the one-time code, and made-up addresses for whatever else is asked. A real
 * address answers as a made-up one where the query names it in `as`.
 */
export function answerPath(call: Call) {
  const { path, bound, response } = call
  const { pathname: asked, searchParams } = new URL(path, 'https://onlyfans.test')
  const pathname = searchParams.has('as') ? `${BASE}/${searchParams.get('as')}` : asked
  if (pathname === `${BASE}/users/otp/check`) return void checkCode(call)
  if (bound.state === 'logged-out') {
    // Whoever is signed out goes on as a visitor, with a session of that kind.
    response.setHeader('set-cookie', `sess=${'9'.repeat(26)}; Path=/; Secure; HttpOnly`)
    return pathname === `${BASE}/users/me`
      ? json(call, 200, { isAuth: false, csrf: 'x' })
      : json(call, 401, { error: { code: 401, message: 'Session has expired.' } })
  }
  if (bound.secondFactor) return waiting(call)
  switch (pathname) {
    case `${BASE}/users/me`:
      return json(call, 200, meOf(bound))
    case `${BASE}/big`:
      return void big(call, Number(searchParams.get('bytes') ?? 1_000_000))
    case `${BASE}/drip`:
      return void drip(response, Number(searchParams.get('parts') ?? 3))
    case `${BASE}/echo`:
      return echo(call)
    case `${BASE}/upload`:
      // A client may leave in the middle.
      return void upload(call).catch(() => {})
    case `${BASE}/forbidden`:
      return json(call, 403, { error: { code: 0, message: 'Access denied.' } })
    case `${BASE}/missing`:
      return json(call, 404, { error: { code: 0, message: 'Not found.' } })
    case `${BASE}/moved`:
      return void response.writeHead(302, { location: 'https://cdn.onlyfans.test/x' }).end()
    case `${BASE}/rotate`:
      response.setHeader('set-cookie', [`sess=${call.rotate()}; Path=/; Secure; HttpOnly`, '__cf_bm=noise; Path=/', 'lang=de'])
      return json(call, 200, { rotated: true })
    case `${BASE}/hang`:
      return
    case `${BASE}/unchanged`:
      return void response.writeHead(304, { etag: '"x"' }).end()
    case `${BASE}/empty`:
      return void response.writeHead(204).end()
    default:
      return json(call, 200, { path, method: call.request.method })
  }
}

/** With what must never be shown, as the real one sends it. */
function meOf({ user }: Bound) {
  return {
    id: Number(user.id),
    name: user.name,
    username: user.username,
    avatar: user.avatar,
    isAuth: true,
    isVerified: true,
    isPerformer: true,
    email: 'creator-private@example.com',
    csrf: 'csrf-canary-5d41402abc4b2a76',
    wsAuthToken: 'ws-canary-7d793037a0760186',
    subscribersCount: 12,
  }
}

/** Packed when the client takes that, as a CDN does. */
function json({ response, header }: Pick<Call, 'response' | 'header'>, status: number, body: unknown) {
  const text = JSON.stringify(body)
  const packs = /gzip/.test(header('accept-encoding'))
  response
    .writeHead(status, { 'content-type': 'application/json', ...(packs && { 'content-encoding': 'gzip' }) })
    .end(packs ? gzipSync(text) : text)
}

function waiting(call: Call) {
  const { options = [], phoneLast4 = null, checkAttemptsLeft = 0 } = call.bound.secondFactor ?? {}
  const payload = { ...Object.fromEntries(options.map((option) => [option, true])), phoneLast4, checkAttemptsLeft }
  return json(call, 401, { error: { code: 101, message: 'Blocked by 2FA', payload } })
}

async function checkCode(call: Call) {
  const { bound, response } = call
  const { code, rememberMe } = JSON.parse((await bodyOf(call.request)).toString())
  const factor = bound.secondFactor
  if (!factor) return json(call, 400, { error: { code: 0, message: 'Nothing to check.' } })
  if (code === factor.code && rememberMe === true && factor.checkAttemptsLeft > 0) {
    bound.secondFactor = null
    response.setHeader('set-cookie', `auth_uid_${bound.user.id}=${'7'.repeat(32)}; Path=/; Secure; HttpOnly`)
    return json(call, 200, { success: true })
  }
  factor.checkAttemptsLeft = Math.max(0, factor.checkAttemptsLeft - 1)
  const { checkAttemptsLeft, phoneLast4 } = factor
  const payload = { ...Object.fromEntries(factor.options.map((option) => [option, true])), phoneLast4, checkAttemptsLeft }
  return json(call, 400, { error: { code: 102, message: 'Wrong code', payload } })
}

const CHUNK = Buffer.alloc(64 * 1024, 'moor')

async function big({ response, wrote }: Call, bytes: number) {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(bytes) })
  let goOn = () => {}
  response.on('drain', () => goOn()).on('close', () => goOn())
  for (let left = bytes; left > 0 && !response.destroyed; left -= CHUNK.length) {
    const isFull = !response.write(CHUNK.subarray(0, Math.min(left, CHUNK.length)))
    wrote(Math.min(left, CHUNK.length))
    if (isFull) await new Promise<void>((resolve) => (goOn = resolve))
  }
  response.end()
}

/** A part at a time, each a tenth of a second after the last. */
async function drip(response: ServerResponse, parts: number) {
  response.writeHead(200, { 'content-type': 'text/plain' })
  for (let part = 1; part <= parts && !response.destroyed; part++) {
    response.write(`part ${part}\n`)
    await Bun.sleep(100)
  }
  response.end()
}

/** What it was sent, word by word. */
function echo({ request, response }: Call) {
  response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/octet-stream' })
  request.pipe(response)
}

async function upload({ request, response }: Call) {
  let bytes = 0
  const hash = new Bun.CryptoHasher('sha256')
  for await (const chunk of request) {
    bytes += chunk.length
    hash.update(chunk)
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ bytes, sha256: hash.digest('hex') }))
}

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
