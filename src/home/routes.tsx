import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { page } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { HomePage } from '#views/home.tsx'
import { overview } from './overview.ts'

/** The first page after signing in. */
export const homeRoutes = (deps: Deps) =>
  new Elysia().use(auth(deps)).get('/', ({ actor }) => page('Overview', () => <HomePage {...overview(deps, actor)} />), {
    access: { role: 'viewer', scope: 'accounts:read' },
  })
