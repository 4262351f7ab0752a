import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '#db/open.ts'
import { poolProxies } from '#db/schema/pool.ts'
import { makeSetupLink } from '#src/team/setup-link.ts'
import { startProxy } from '#tests/fakes/proxy.ts'
import { madeUpProxies, startWebshare } from '#tests/fakes/webshare.ts'
import { caller } from '#tests/support/app.ts'
import { formsOf, found } from '#tests/support/hunt.ts'
import { freshAddress, startWorld } from '#tests/support/world.ts'

/** Planted by hand; what the program makes itself joins them as it is made. */
const secrets: Record<string, string> = {
  'manual proxy password': 'Manu4l/pa+ss=w@rd',
  'refused proxy password': 'Refus3d/pa+ss=w@rd',
  'tested proxy password': 'Test3d/pa+ss=w@rd',
  'pasted proxy password': 'Past3d-pass-word-11',
  'listed proxy password': 'List3d-pass-word-12',
  'pool proxy password': 'Po0l-pass-word-13xyz',
  'Webshare key': 'wsk_secret0123456789secret0123456789',
  'user password': 'rope/tide+lantern=7',
  'wrong password': 'mistyped/tide+lantern',
  'new password': 'granite/otter+balcony=8',
  note: 'Her name is really Ingrid Solheim',
  'metrics token': 'metrics/token+of=agency',
  'master key': Buffer.alloc(32, 7).toString(),
}

/** The calls that give a secret out, by what they are for. */
const MARKED: [RegExp, string[]][] = [
  [/^GET \/api\/proxy\/account\/[^/]+\/credentials$/, ['manual proxy password', 'pool proxy password']],
  [/^GET \/api\/proxy\/webshare\/available$/, ['pool proxy password']],
  [/^POST \/api\/keys$/, ['API key']],
  [/^POST \/api\/team\/invites$/, ['invite token']],
  [/^POST \/api\/auth\/(login|refresh)$/, ['token', 'refreshed token', 'browser mark']],
  [/^(GET|POST) \/(setup|invite)\//, ['setup token', 'invite token']],
  // A note is for those who may see the account; it is hidden from the disk.
  [/^(GET|POST) \/(api\/)?accounts/, ['note']],
]

const answers: { call: string; text: string }[] = []
const folder = mkdtempSync(join(tmpdir(), 'mooring-secrets-'))
const file = join(folder, 'mooring.db')
let world: Awaited<ReturnType<typeof startWorld>>
let webshare: Awaited<ReturnType<typeof startWebshare>>
let exits: Awaited<ReturnType<typeof startProxy>>[] = []
let nora: ReturnType<typeof caller>
const routes: { method: string; path: string }[] = []

async function handle(request: Request): Promise<Response> {
  const answer = await firstOf(await world.app.handle(request))
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  answers.push({ call: `${request.method} ${new URL(request.url).pathname}`, text: `${head}\n\n${await answer.clone().text()}` })
  return answer
}

/** Of a stream that never ends, what it begins with. */
async function firstOf(answer: Response): Promise<Response> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer
  const reader = answer.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new Response(first?.value, { status: answer.status, headers: answer.headers })
}

const plant = (name: string, secret: string) => {
  secrets[name] = secret
  return secret
}
const secret = (name: string) => secrets[name] ?? ''

beforeAll(async () => {
  const listed = madeUpProxies(12, { password: secret('pool proxy password'), address: () => freshAddress(), port: () => 8080 })
  webshare = await startWebshare({ apiKey: secret('Webshare key'), proxies: listed })
  world = await startWorld({
    env: { WEBSHARE_API_URL: webshare.url, MOORING_METRICS_TOKEN: secret('metrics token') },
    deps: { db: openDb(file) },
  })
  routes.push(...world.app.routes.map(({ method, path }) => ({ method, path })))
  await use()
}, 60_000)

afterAll(async () => {
  await Promise.all([world.stop(), webshare.stop(), ...exits.map((exit) => exit.stop())])
})

/** Does everything that a secret takes part in, well and badly. */
async function use() {
  const nobody = caller(handle, {})
  await world.addMember({ id: 'usr_pia', email: 'pia@agency.example', role: 'owner', password: secret('user password') })
  const login = (password: string) => nobody.json('POST', '/api/auth/login', { email: 'pia@agency.example', password })
  await login(secret('wrong password'))
  const token = plant('token', (await login(secret('user password'))).body.data.token)
  const paged = await nobody.page('POST', '/api/auth/login', { email: 'pia@agency.example', password: secret('user password') })
  plant('browser mark', paged.headers.getSetCookie()[1]?.match(/=([^;]+)/)?.[1] ?? '')
  nora = caller(
    handle,
    { authorization: `Bearer ${token}` },
    { cookie: `mooring_session=${token}`, 'sec-fetch-site': 'same-origin' },
  )
  plant('refreshed token', (await nora.json('POST', '/api/auth/refresh')).body.data.token)

  const setup = new URL(makeSetupLink(world.deps.config, world.deps.now())).pathname
  plant('setup token', setup.split('/').at(-1) ?? '')
  await nobody.page('GET', setup)

  const again = { 'idempotency-key': 'made-once-for-all' }
  const key = await nora.json('POST', '/api/keys', { name: 'Scraper', scopes: ['admin'] }, again)
  plant('API key', key.body.data.key)
  await nora.json('POST', '/api/keys', { name: 'Scraper', scopes: ['admin'] }, again)
  const invite = await nora.json('POST', '/api/team/invites', { name: 'Ida', email: 'ida@agency.example', role: 'viewer' })
  plant('invite token', new URL(invite.body.data.url).pathname.split('/').at(-1) ?? '')
  await nora.json('POST', '/api/auth/password', {
    current_password: secret('wrong password'),
    new_password: secret('new password'),
  })
  await nora.json('POST', '/api/auth/password', {
    current_password: secret('user password'),
    new_password: secret('new password'),
  })

  await usePool()
  await useProxies()
  await nobody.raw('GET', '/metrics', { authorization: `Bearer ${secret('metrics token')}` })
}

async function usePool() {
  const list = `127.0.0.9:8080:lister:${secret('listed proxy password')}`
  await nora.json('POST', '/api/pool/sources', { kind: 'list', name: 'Own', proxies: list })
  await nora.json('POST', '/api/pool/sources', { kind: 'webshare', api_key: secret('Webshare key') })
  await nora.json('POST', '/api/pool/sync')
  for (let at = 0; at < 200 && countPool() < 12; at++) await Bun.sleep(25)
  await nora.json('GET', '/api/proxy/webshare/available')
}

const countPool = () => world.deps.db.select().from(poolProxies).all().length

async function useProxies() {
  const good = await startProxy({ address: freshAddress(), username: 'manual', password: secret('manual proxy password') })
  exits = [good]
  const of = (path: string) => `/api/proxy/account/${world.stella}/${path}`
  const proxy = (name: string, port = good.port) => ({
    proxy_address: good.host,
    proxy_port: port,
    proxy_username: 'manual',
    proxy_password: secret(name),
  })
  await nora.json('POST', '/api/accounts', { name: 'Ingrid', note: secret('note') })
  await nora.json('POST', of('assign-auto'), {}, { 'idempotency-key': 'assigned-once' })
  await nora.json('GET', of('credentials'))
  await nora.json('POST', of('handle-failure'), {
    error: `proxy says no: http://manual:${encodeURIComponent(secret('refused proxy password'))}@${good.host}:8080/`,
  })
  await nora.json('POST', of('set-manual'), proxy('refused proxy password'))
  await nora.json('POST', of('set-manual'), { ...proxy('refused proxy password'), proxy_port: 'x' })
  await nora.json('POST', of('set-manual'), proxy('manual proxy password'), { 'idempotency-key': 'set-once-by-hand' })
  await nora.json('GET', of('credentials'))
  await nora.json('POST', of('test'))
  await nora.json('POST', '/api/proxy/test-connectivity', proxy('tested proxy password'))
  await nora.json('POST', '/api/proxy/test-connectivity', proxy('tested proxy password', 9))
  await nora.json('POST', '/api/proxy/test-connectivity', { proxy_password: secret('tested proxy password') })
  await nora.json('POST', '/api/proxy/parse', {
    text: `10.0.0.1:8080:user:${secret('pasted proxy password')}\nnonsense ${secret('pasted proxy password')}`,
  })
  await nora.raw('POST', '/api/keys', { 'content-type': 'application/json' }, `{"name":"${secret('refused proxy password')}",`)
}

const leaksIn = (name: string, where: string | Buffer, marked: string[] = []) =>
  found(secrets, where)
    .filter((leak) => !marked.includes(leak))
    .map((leak) => `${leak} in ${name}`)

describe('a secret', () => {
  test('is found by the hunt in every form', () => {
    for (const [name, text] of Object.entries(secrets)) {
      expect(text.length).toBeGreaterThan(8)
      for (const form of formsOf(text)) expect(found({ [name]: text }, `before ${form} after`)).toEqual([name])
      for (const before of ['', 'u:', 'user:'])
        expect(found({ [name]: text }, btoa(`${before}${Buffer.from(text).toString('latin1')}:`))).toEqual([name])
    }
    expect(found(secrets, 'nothing of interest')).toEqual([])
    expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(18)
  })

  test('was really used, and given out where it is meant to be', () => {
    const given = MARKED.slice(0, 4).flatMap(([call, names]) => {
      const text = answers
        .filter((answer) => call.test(answer.call))
        .map((answer) => answer.text)
        .join('\n')
      return names.filter((name) => !found({ [name]: secret(name) }, text).includes(name))
    })

    expect(given).toEqual([])
    expect(countPool()).toBeGreaterThanOrEqual(12)
  })

  test('is in no answer and on no page, but for the marked ones', async () => {
    const ids: Record<string, string> = { accountId: world.stella }
    for (const { method, path } of routes.filter((route) => route.method === 'GET')) {
      const filled = path.replace(
        /:(\w+)/g,
        (_, name: string) => ids[name] ?? (path.includes('accounts/') ? world.stella : 'none'),
      )
      await nora.json(method, filled).catch(() => null)
      await nora.page(method, filled)
      await nora.fragment(method, filled)
    }

    const leaks = answers.flatMap(({ call, text }) => {
      const marked = MARKED.filter(([pattern]) => pattern.test(call)).flatMap(([, names]) => names)
      return leaksIn(call, text, marked)
    })

    expect(answers.length).toBeGreaterThan(150)
    expect([...new Set(leaks)]).toEqual([])
  })

  test('is in no line of the log', () => {
    expect(leaksIn('the log', world.logLines.join('\n'))).toEqual([])
  })

  test('is in no byte of the database', () => {
    const bytes = ['', '-wal', '-shm'].map((suffix) => `${file}${suffix}`).filter((one) => existsSync(one))

    expect(bytes.length).toBeGreaterThanOrEqual(2)
    for (const one of bytes) expect(leaksIn(one.slice(folder.length), readFileSync(one))).toEqual([])
  })
})
