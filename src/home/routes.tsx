import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { countNeedy } from '#src/frame/store.ts'
import { page, reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { AttentionCount } from '#views/frame.tsx'
import { HomePage } from '#views/home.tsx'
import { overviewJson } from './json.ts'
import { overview } from './overview.ts'

const READER = { role: 'viewer', scope: 'accounts:read' } as const

/** The first page after signing in, and what of it every page shows. */
export const homeRoutes = (deps: Deps) =>
  new Elysia()
    .use(auth(deps))
    .get('/', ({ actor }) => page('Overview', () => <HomePage {...overview(deps, actor)} />), { access: READER })
    .get('/ui/nav-count', ({ actor }) => page('Need you', () => <AttentionCount count={countNeedy(deps.db, actor.reach)} />), {
      access: READER,
    })
    .get(
      '/api/overview',
      ({ actor }) => {
        const { attention, ...rest } = overview(deps, actor)
        return reply(
          { success: true, data: overviewJson(attention, rest) },
          { title: 'Overview', html: () => <HomePage {...rest} attention={attention} /> },
        )
      },
      { access: READER },
    )
