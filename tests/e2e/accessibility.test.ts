import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { exits, poolProxies, poolSources } from '#db/schema/pool.ts'
import { madeUpRules } from '#tests/fakes/onlyfans.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { hasChromium, startBrowser } from '#tests/support/browser.ts'
import { addConnections } from '#tests/support/connections.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'
import { bearing, setUpTotp } from '#tests/support/two-factor.ts'
import { addWebhooks } from '#tests/support/webhooks.ts'

const LIMIT_MS = 180_000
const PASSWORD = 'anchor weather harbour'
const DEVICES = { desktop: { width: 1440, height: 820 }, phone: { width: 390, height: 844 } }

interface Visited {
  /** What it answers, where that is not 200. */
  status?: number
  /** For whoever is not signed in. */
  isOpen?: boolean
  /** For whose password was right and whose code is awaited. */
  isHalfway?: boolean
  /** What a script puts there, if anything. */
  shows?: string
}

/** Every page, in the states that look different. */
const PAGES: Record<string, Visited> = {
  '/': {},
  '/accounts': {},
  '/accounts?state=attention': {},
  '/accounts?q=nothing-like-this': {},
  '/accounts/new': {},
  '/accounts/import': {},
  '/accounts/:stella': {},
  '/accounts/:bare': {},
  '/accounts/:stella/erase': {},
  '/pool': {},
  '/pool?country=DE': {},
  '/pool?q=nothing-like-this': {},
  '/pool/sources': {},
  '/jobs': {},
  '/jobs/:job': {},
  '/activity': {},
  '/activity?type=two_factor': {},
  '/connections': {},
  '/connections?status=pending': {},
  '/connections/new': {},
  '/connections/:moved': {},
  '/connections/:waiting': {},
  '/keys': {},
  '/webhooks': {},
  '/webhooks/:webhook': {},
  '/webhooks/:webhook?state=failed': {},
  '/team': {},
  '/settings': {},
  '/settings?saved=exits': {},
  '/settings/rules': {},
  '/security': {},
  '/docs': { shows: '.sidebar-heading-type' },
  '/no-such-page': { status: 404 },
  '/accounts/22222222-2222-4222-8222-222222222222': { status: 404 },
  '/login': { isOpen: true },
  '/login?next=%2Fpool': { isOpen: true },
  '/login/code': { isHalfway: true },
  '/invite/:invite': { isOpen: true },
  '/invite/no-such-link': { isOpen: true, status: 404 },
}

describe.skipIf(!hasChromium)('every page, in a real browser', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let app: TestApp
  let url: string
  let token: string
  let secondStep: { name: string; value: string; url: string }
  let names: Record<string, string>

  beforeAll(async () => {
    browser = await startBrowser()
    app = await testApp()
    names = await lifelike(app)
    app.app.listen({ hostname: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${app.app.server?.port}`
    const signedIn = await app.nobody.json('POST', '/api/auth/login', { email: 'rita@agency.example', password: PASSWORD })
    token = signedIn.body.data.token
    secondStep = { ...(await halfIn(app)), url }
  }, LIMIT_MS)

  afterAll(async () => {
    await browser?.close()
    await app?.app.server?.stop(true)
  })

  const addressOf = (path: string) => path.replace(/:(\w+)/g, (_, name) => names[name] ?? name)

  for (const theme of ['light', 'dark'] as const) {
    for (const [device, viewport] of Object.entries(DEVICES)) {
      test(
        `passes WCAG AA and breaks no rule, ${theme}, ${device}`,
        async () => {
          const found: string[] = []

          for (const who of ['member', 'stranger', 'halfway'] as const) {
            const visitor = await browser.visit({ url, theme, viewport, ...(who === 'member' && { token }) })
            if (who === 'halfway') await visitor.context.addCookies([secondStep])
            for (const [path, { status = 200, shows, ...visited }] of Object.entries(PAGES)) {
              if (whoseIs(visited) !== who) continue
              const answer = await visitor.page.goto(addressOf(path))
              if (shows !== undefined) await visitor.page.locator(shows).first().waitFor({ state: 'attached' })
              if (answer?.status() !== status) found.push(`${path} answers ${answer?.status()}`)
              if (answer?.request().redirectedFrom()) found.push(`${path} leads to ${answer.url()}`)
              found.push(...(await overflow(visitor.page)), ...(await visitor.findings()))
              found.push(...visitor.complaints.splice(0).filter((text) => !text.includes(`status of ${status}`)))
            }
            await visitor.context.close()
          }

          expect(found).toEqual([])
        },
        LIMIT_MS,
      )
    }
  }
})

const whoseIs = ({ isOpen, isHalfway }: Visited) => (isHalfway ? 'halfway' : isOpen ? 'stranger' : 'member')

/** The cookie of somebody whose password was right and who has yet to give a code. */
async function halfIn(app: TestApp) {
  const otto = { email: 'otto@agency.example', password: PASSWORD }
  await app.addMember({ id: 'usr_otto', name: 'Otto Lind', ...otto })
  const signedIn = await app.nobody.json('POST', '/api/auth/login', otto)
  await setUpTotp(app, bearing(app, signedIn.body.data.token), PASSWORD)
  const answer = await app.nobody.page('POST', '/api/auth/login', otto, { 'sec-fetch-site': 'same-origin' })
  const [, name = '', value = ''] = /(mooring_second_step)=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? []
  return { name, value }
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof startBrowser>>['visit']>>['page']

// Content that is wider than the window has to be scrolled in two directions (WCAG 2.2, 1.4.10).
async function overflow(page: Page): Promise<string[]> {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  return (wide ?? 0) > (room ?? 0) ? [`${new URL(page.url()).pathname} is ${wide} wide in a window of ${room}`] : []
}

/** An installation in the midst of its life: broken exits, a resting and a burnt one, a list that waits, keys, invitations. */
async function lifelike(app: TestApp): Promise<Record<string, string>> {
  const { deps, nora, mara, clock, stella } = app
  await nora.json('PUT', '/api/rules', { rules: madeUpRules() })
  fillPool(app, [...exitsIn('DE', 4), ...exitsIn('US', 3, 'New York'), ...exitsIn('BR', 2, 'São Paulo')])
  await app.addMember({ id: 'usr_rita', name: 'Rita Holm', email: 'rita@agency.example', role: 'owner', password: PASSWORD })
  const bare = app.addAccount('Kaya Sol', { tags: ['night'] })
  const broken = app.addAccount('Mila Frost with a name that is as long as names can reasonably be', { tags: ['vip', 'day'] })
  for (const id of [stella, broken]) await nora.json('POST', `/api/proxy/account/${id}/assign-auto`, { preferredCountry: 'DE' })
  deps.db
    .update(assignments)
    .set({ failedAt: clock.now, failedReason: 'timeout', lastCheckOk: false, lastCheckReason: 'timeout', lastCheckAt: clock.now })
    .where(eq(assignments.accountId, broken))
    .run()
  const proxies = deps.db.select().from(poolProxies).all()
  await mara.json('POST', `/api/pool/proxies/${proxies.at(-1)?.id}/burn`)
  const resting = proxies.find(({ countryCode, free }) => countryCode === 'US' && free)
  deps.db
    .insert(exits)
    .values({
      exitKey: resting?.exitKey ?? '',
      restingUntil: clock.now + 86_400_000,
      restingWhy: 'failed',
      lastAccountId: stella,
    })
    .run()
  deps.db
    .update(poolProxies)
    .set({ free: false })
    .where(eq(poolProxies.id, resting?.id ?? 0))
    .run()
  const held = { total: 4, added: 1, removed: 6, removedAssigned: 2 }
  deps.db
    .update(poolSources)
    .set({ lastError: 'shrunken', lastErrorDetail: 'The list lacks 6 of 9 proxies.', heldAt: clock.now, heldDigest: 'x', held })
    .run()
  await nora.json('POST', '/api/keys', { name: 'Scraper', scopes: ['accounts:read', 'proxy:read'] })
  const invited = { name: 'Pia Quill', email: 'pia@agency.example', role: 'operator', tags: ['night'] }
  const invite = await nora.json('POST', '/api/team/invites', invited)
  const job = await nora.json('POST', '/api/proxy/assign-missing')
  await deps.jobs.settled()
  const webhook = await addWebhooks(app, nora)
  const [moved = '', waiting = ''] = addConnections(app, [
    { accountId: stella, username: 'stellamoon', state: 'moved' },
    { accountId: broken, username: 'milafrost', state: 'awaiting_2fa' },
    { accountId: bare, username: 'kayasol', state: 'expired' },
  ])
  return {
    moved,
    waiting,
    webhook,
    stella,
    bare,
    job: job.body.data.job_id,
    invite: new URL(invite.body.data.url).pathname.split('/').at(-1) ?? '',
  }
}
