import { Elysia } from 'elysia'
import { z } from 'zod'
import type { Config } from '#src/config.ts'
import { THEMES, type Theme } from '#views/theme.ts'
import { assertNotCrossSite } from './hardening.ts'
import { ownPath } from './own-path.ts'
import { reply } from './reply.ts'

const COOKIE = 'theme'
const ONE_YEAR_S = 31_536_000

const Choice = z.object({ theme: z.enum(['auto', 'light', 'dark']), next: z.string().optional() })

/** How this browser wants pages to look. Known to the server, so that a page never flashes in the other colours. */
export function themeOf({ headers }: Request): Theme {
  const cookies = headers.get('cookie')
  const chosen = cookies ? new Bun.CookieMap(cookies).get(COOKIE) : null
  return THEMES.find((theme) => theme === chosen) ?? 'auto'
}

/** The switch without a script; with one, the page sets the same cookie itself. */
export const themeRoutes = (config: Config) =>
  new Elysia({ name: 'theme' }).post(
    '/theme',
    ({ body: { theme, next }, request, set }) => {
      assertNotCrossSite(config, request)
      const secure = config.publicUrl.protocol === 'https:' ? '; Secure' : ''
      // Not HttpOnly: the page's script sets it too, and it is no secret.
      set.headers['set-cookie'] = `${COOKIE}=${theme}; Path=/; Max-Age=${ONE_YEAR_S}; SameSite=Lax${secure}`
      return reply({ success: true, data: { theme } }, { location: ownPath(next) })
    },
    { body: Choice },
  )
