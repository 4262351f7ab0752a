import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { pageJson } from '#src/http/paging.ts'
import { reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { Credentials } from '#views/proxies.tsx'
import { CheckList, ExitHistory } from '#views/proxy-records.tsx'
import { ChecksQuery, HistoryQuery } from './input.ts'
import { checkJson, credentialsJson, historyJson } from './json.ts'
import { sentenceFor } from './panel.ts'
import { checksOf, credentialsOf, historyOf } from './records.ts'

const READ = { role: 'viewer', scope: 'proxy:read' } as const
const SECRETS = { role: 'manager', scope: 'proxy:credentials' } as const

/** What is on record about the proxy of one account: former exits, checks, and its credentials. */
export const proxyRecordRoutes = (deps: Deps) =>
  new Elysia({ prefix: '/api/proxy/account' })
    .use(auth(deps))
    .get(
      '/:accountId/history',
      ({ params, query, actor }) => {
        const { items, nextCursor, total } = historyOf(deps, accountIdFrom(params.accountId), query, actor)
        return reply(
          { success: true, data: items.map(historyJson), page: pageJson(nextCursor, total) },
          { title: 'Former exits', html: () => <ExitHistory rows={items} now={deps.now()} /> },
        )
      },
      { access: READ, query: HistoryQuery },
    )
    .get(
      '/:accountId/checks',
      ({ params, query, actor }) => {
        const { items, nextCursor, total } = checksOf(deps, accountIdFrom(params.accountId), query, actor)
        return reply(
          { success: true, data: items.map(checkJson), page: pageJson(nextCursor, total) },
          {
            title: 'Checks',
            html: () => <CheckList rows={items.map((one) => ({ ...one, reason: sentenceFor(one.reason) }))} now={deps.now()} />,
          },
        )
      },
      { access: READ, query: ChecksQuery },
    )
    .get(
      '/:accountId/credentials',
      ({ params, actor }) => {
        const { proxy, exitCountry } = credentialsOf(deps, accountIdFrom(params.accountId), actor)
        return reply(
          { success: true, data: credentialsJson(proxy, exitCountry) },
          { title: 'Credentials', html: () => <Credentials {...proxy} />, headers: { 'cache-control': 'no-store' } },
        )
      },
      { access: SECRETS },
    )
