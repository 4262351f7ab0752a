import { openDb } from '#db/open.ts'
import { accounts, accountTags, assignments } from '#db/schema/accounts.ts'
import { signIns, users } from '#db/schema/team.ts'
import { createApp } from '#src/app.ts'
import { newUuid } from '#src/base/ids.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { readConfig } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { createNet } from '#src/net/create.ts'
import { hashPassword } from '#src/team/password.ts'
import { createTokens } from '#src/team/tokens.ts'
import { CAST, STELLA } from './cast.ts'
import { ownFolder } from './folder.ts'

/** What the clock of a test app shows until a test turns it. */
export const STARTS_AT = Date.UTC(2026, 10, 22, 12)

export interface TestAppOptions {
  /** Variables as a user would set them. */
  env?: Record<string, string>
  deps?: Partial<Deps>
}

/** The app on a fresh database, with the permanent cast signed in. Nothing listens; requests go to the handler. */
export async function testApp({ env = {}, deps: overrides = {} }: TestAppOptions = {}) {
  const config = readConfig({
    MOORING_DATA_DIR: ownFolder('test'),
    MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8',
    // Tests that sign requests bring rules of their own; none may ask the public sources.
    MOORING_RULES_URL: 'file:///dev/null',
    ...env,
  })
  const clock = { now: STARTS_AT }
  const logLines: string[] = []
  const log = createLog({ level: 'trace', format: 'json', destination: { write: (line: string) => void logLines.push(line) } })
  const deps = {
    config,
    db: openDb(':memory:'),
    secrets: createSecrets(Buffer.alloc(32, 7)),
    log,
    now: () => clock.now,
    // The clock stands, so waiting until the next call may go out would only take time.
    pace: { turn: async () => {} },
    ...overrides,
  } as Deps
  deps.net = overrides.net ?? createNet(config, deps.log)
  deps.jobs = overrides.jobs ?? createJobRunner(() => deps)
  const app = createApp(deps)

  async function callerFor(name: keyof typeof CAST): Promise<Caller> {
    const member = CAST[name]
    const id = `usr_${name}`
    deps.db
      .insert(users)
      .values({ id, ...member, passwordHash: 'none', createdAt: clock.now })
      .run()
    // Far beyond any clock a test turns to; tests of expiry make their own sign-ins. The token's own clock is the real one.
    const expiresAt = Date.now() + 50 * 365 * 86_400_000
    deps.db
      .insert(signIns)
      .values({ id: `sin_${name}`, userId: id, createdAt: clock.now, lastUsedAt: expiresAt, expiresAt })
      .run()
    const token = await createTokens(deps.secrets).sign({ signInId: `sin_${name}`, userId: id, expiresAt })
    return caller(
      (request) => app.handle(request),
      { authorization: `Bearer ${token}` },
      { cookie: `mooring_session=${token}`, 'sec-fetch-site': 'same-origin' },
    )
  }

  const stella = addAccount(STELLA.name, STELLA)

  /** An account straight in the database; `tags` decide who sees it. */
  function addAccount(name: string, { id = newUuid(), tags = [] }: { id?: string; tags?: readonly string[] } = {}) {
    deps.db.insert(accounts).values({ id, name, createdAt: clock.now, updatedAt: clock.now }).run()
    deps.db.insert(assignments).values({ accountId: id }).run()
    for (const tag of tags) deps.db.insert(accountTags).values({ accountId: id, tag }).run()
    return id
  }

  /** A member with a password, who is not signed in yet. */
  async function addMember({ password, ...member }: { password: string } & Partial<typeof users.$inferInsert>) {
    const id = member.id ?? `usr_${newUuid()}`
    const passwordHash = await hashPassword(password)
    deps.db
      .insert(users)
      .values({
        name: 'Pia Holm',
        email: 'pia@agency.example',
        role: 'viewer',
        createdAt: clock.now,
        ...member,
        id,
        passwordHash,
      })
      .run()
    return id
  }

  /** A key as its maker gets it, made through the API. */
  async function keyOf(maker: Caller, wished: { scopes: string[]; account_ids?: string[] | null; expires_at?: string }) {
    const made = await maker.json('POST', '/api/keys', { name: 'A key', ...wished })
    const text = made.body.data.key as string
    return {
      ...caller((request) => app.handle(request), { authorization: `Bearer ${text}` }),
      id: made.body.data.id as string,
      text,
    }
  }

  /** The same app on a port of its own, for what only a real connection shows. */
  async function listening<T>(use: (url: string) => Promise<T>): Promise<T> {
    app.listen({ hostname: '127.0.0.1', port: 0, maxRequestBodySize: Number.MAX_SAFE_INTEGER })
    try {
      return await use(`http://127.0.0.1:${app.server?.port}`)
    } finally {
      await app.server?.stop(true)
    }
  }

  return {
    app,
    deps,
    clock,
    logLines,
    stella,
    addAccount,
    addMember,
    keyOf,
    listening,
    nora: await callerFor('nora'),
    mara: await callerFor('mara'),
    omar: await callerFor('omar'),
    vera: await callerFor('vera'),
    zed: await callerFor('zed'),
    nobody: caller((request) => app.handle(request), {}),
  }
}

export type TestApp = Awaited<ReturnType<typeof testApp>>
export type Caller = ReturnType<typeof caller>

/**
 * Makes requests as one person or key: as a program (`json`), as htmx (`fragment`) or as a browser without script (`page`).
 * Browsers have a cookie instead of a token, and say where their requests come from.
 */
export function caller(
  handle: (request: Request) => Promise<Response>,
  credentials: Record<string, string>,
  browser: Record<string, string> = { ...credentials, 'sec-fetch-site': 'same-origin' },
) {
  const request = (method: string, path: string, headers: Record<string, string>, body?: BodyInit) =>
    handle(new Request(`http://localhost:3000${path}`, { method, headers, body }))
  const send = (method: string, path: string, headers: Record<string, string>, body?: BodyInit) =>
    request(method, path, { ...credentials, ...headers }, body)
  const browse = (method: string, path: string, headers: Record<string, string>, form?: Form) =>
    request(method, path, { ...browser, ...headers, ...formType(form) }, formBody(form))

  return {
    /** The raw answer; give `content-type` yourself. */
    raw: send,
    async json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer =
        body === undefined
          ? await send(method, path, headers)
          : await send(method, path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body))
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, text, body: (text === '' ? null : JSON.parse(text)) as any }
    },
    async fragment(method: string, path: string, form?: Form, headers: Record<string, string> = {}) {
      return html(await browse(method, path, { 'hx-request': 'true', ...headers }, form))
    },
    async page(method: string, path: string, form?: Form, headers: Record<string, string> = {}) {
      return html(await browse(method, path, { accept: 'text/html', ...headers }, form))
    },
  }
}

/** Fields by name, or in a list where a name comes more than once. */
type Form = Record<string, string> | [string, string][]

const formType = (form?: Form): Record<string, string> => (form ? { 'content-type': 'application/x-www-form-urlencoded' } : {})
const formBody = (form?: Form) => (form ? new URLSearchParams(form).toString() : undefined)

async function html(answer: Response) {
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
