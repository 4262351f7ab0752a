import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { pageJson } from '#src/http/paging.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { ActivityPage } from '#views/activity.tsx'
import { exportCsv } from './export.ts'
import { EventQuery, ExportQuery } from './input.ts'
import { eventJson } from './json.ts'
import { list, seesAddresses } from './list.ts'

const READER = { role: 'viewer', scope: 'accounts:read' } as const

/** The log of everything that happened. */
export const eventRoutes = (deps: Deps) => {
  const show = ({ query, actor }: { query: EventQuery; actor: Actor }) => {
    const { rows, total, nextCursor } = list(deps, query, actor)
    return reply(
      { success: true, data: rows.map((row) => eventJson(row, seesAddresses(actor))), page: pageJson(nextCursor, total) },
      {
        title: 'Activity',
        html: () => (
          <ActivityPage
            events={rows}
            total={total}
            filter={query}
            nextCursor={nextCursor}
            isLater={query.cursor !== undefined}
            now={deps.now()}
          />
        ),
      },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/events', show, { access: READER, query: EventQuery })
    .get(
      '/api/events/export',
      ({ query, actor }) =>
        new Response(exportCsv(deps, query, actor), {
          headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="activity.csv"' },
        }),
      { access: READER, query: ExportQuery },
    )
    .get('/activity', show, { access: READER, query: EventQuery })
}
