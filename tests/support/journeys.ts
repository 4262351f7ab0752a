import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { hasChromium, startBrowser, type Visitor, type VisitorOptions } from './browser.ts'
import { client } from './client.ts'
import { startWorld, type World, type WorldOptions } from './world.ts'

/** Browsers take their time on a busy machine, above all those that wait for a page. */
export const JOURNEY_MS = 120_000

/** Who walks through the pages: an owner with a password. */
export const OWNER = { name: 'Jo Marsh', email: 'jo@agency.example', password: 'harbour lights at night' }

export interface Stage {
  readonly world: World
  /** Where the app listens. */
  readonly url: string
  /** A new browser session, of the owner unless told otherwise. Closed after the test; it may have nothing to complain about. */
  visit(options?: Partial<VisitorOptions>): Promise<Visitor>
  /** A page of a new session. */
  open(path: string, options?: Partial<VisitorOptions>): Promise<Visitor['page']>
  /** One test. */
  journey(name: string, run: () => Promise<void>): void
}

/**
 * Journeys through the app in a real browser: one browser, one app with an owner and everything outside of it, for all tests of a
 * file. `tell` declares them; the stage is set when they run.
 */
export function journeys(title: string, tell: (stage: Stage) => void, options: WorldOptions = {}) {
  describe.skipIf(!hasChromium)(title, () => {
    let browser: Awaited<ReturnType<typeof startBrowser>>
    let world: World
    let url: string
    let token: string
    let visitors: Visitor[] = []

    const stage: Stage = {
      get world() {
        return world
      },
      get url() {
        return url
      },
      async visit(options = {}) {
        const visitor = await browser.visit({ url, token, ...options })
        visitors.push(visitor)
        return visitor
      },
      async open(path, options) {
        const { page } = await stage.visit(options)
        await page.goto(path)
        return page
      },
      journey: (name, run) => test(name, run, JOURNEY_MS),
    }

    beforeAll(async () => {
      browser = await startBrowser()
      world = await startWorld(options)
      await world.addMember({ ...OWNER, role: 'owner' })
      world.app.listen({ hostname: '127.0.0.1', port: 0 })
      url = `http://127.0.0.1:${world.app.server?.port}`
      token = (await client(url)('POST', '/api/auth/login', OWNER)).body.data.token
    }, JOURNEY_MS)

    afterEach(async () => {
      const complaints = visitors.flatMap((visitor) => visitor.complaints)
      await Promise.all(visitors.map(({ context }) => context.close()))
      visitors = []
      expect(complaints).toEqual([])
    })

    afterAll(async () => {
      await browser?.close()
      await world?.app.server?.stop(true)
      await world?.stop()
    })

    tell(stage)
  })
}
