import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Config } from '#src/config.ts'
import { assets } from '#src/http/assets.ts'
import { hardening } from '#src/http/hardening.ts'
import { AttentionCount } from '#views/frame.tsx'
import { Layout } from '#views/layout.tsx'
import { THEMES } from '#views/theme.ts'
import { Accounts } from './accounts.tsx'
import { FirstRun, InDrawer, NothingYet, Pieces, SignIn } from './others.tsx'
import { Overview } from './overview.tsx'
import { createStream } from './stream.ts'

const VIEWER = { name: 'Jo Marsh', role: 'owner' }
const FRAME = {
  attention: 3,
  stream: '/ui/events',
  pool: { tone: 'ok', text: 'Pool synced 4 min ago', used: 61, total: 100 },
} as const

const PAGES = {
  '/overview': { title: 'Overview', at: '/', html: () => <Overview /> },
  '/accounts': { title: 'Accounts', at: '/accounts', html: () => <Accounts /> },
  '/accounts-bulk': { title: 'Accounts', at: '/accounts', html: () => <Accounts picked={3} /> },
  '/accounts-job': { title: 'Accounts', at: '/accounts', html: () => <Accounts job /> },
  '/first-run': { title: 'Welcome', at: '/', html: () => <FirstRun /> },
  '/empty': { title: 'Accounts', at: '/accounts', html: () => <NothingYet /> },
  '/pieces': { title: 'Mila Frost', at: '/accounts/mila', html: () => <Pieces /> },
} as const

export const SHOWCASE = [...Object.keys(PAGES), '/sign-in']

/**
 * Every piece of the look on made-up data, under the headers of the product, for screenshots and for the checks of
 * accessibility. Never part of the product. Listens on a free port of this machine.
 */
export function startShowcase() {
  const config = { publicUrl: new URL('http://localhost:3000'), allowedHosts: [] } as unknown as Config
  const app = new Elysia().use(hardening(config)).use(assets())
  const stream = createStream()
  for (const [path, { title, at, html }] of Object.entries(PAGES)) {
    app.get(path, async ({ cookie }) => {
      const theme = THEMES.find((one) => one === cookie.theme?.value)
      const page = (
        <Layout title={title} viewer={VIEWER} path={at} theme={theme} frame={FRAME}>
          {html()}
        </Layout>
      )
      return new Response(await page, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    })
  }
  app.get('/sign-in', async ({ cookie }) => {
    const page = (
      <Layout title="Sign in" viewer={null} path="/login" theme={THEMES.find((one) => one === cookie.theme?.value)}>
        <SignIn />
      </Layout>
    )
    return new Response(await page, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
  app.get('/drawer', async ({ set }) => {
    set.headers['hx-trigger'] = '{"drawer-open":{}}'
    return new Response(await (<InDrawer />), { headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
  app.get('/ui/events', ({ set }) => {
    set.headers['content-type'] = 'text/event-stream'
    return stream.open()
  })
  app.get('/ui/nav-count', async ({ set }) => {
    set.headers['content-type'] = 'text/html; charset=utf-8'
    return String(await (<AttentionCount count={FRAME.attention} />))
  })
  let seen = 0
  app.get(
    '/seen',
    () => `<p id="seen" data-live="account:mila" hx-get="/seen" hx-trigger="refetch" hx-swap="outerMorph">${++seen}</p>`,
  )
  app.get('/file.csv', ({ set }) => {
    set.headers['content-type'] = 'text/csv'
    return 'name'
  })
  app.listen({ port: 0, hostname: '127.0.0.1' })
  return { url: `http://127.0.0.1:${app.server?.port}`, stream, stop: () => app.stop(true) }
}
