import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { countryName } from '#src/geo/places.ts'
import { pageJson } from '#src/http/paging.ts'
import { page, reply } from '#src/http/reply.ts'
import { read } from '#src/proxies/assignment.ts'
import * as checks from '#src/proxies/check-store.ts'
import * as history from '#src/proxies/history-store.ts'
import { panelOf } from '#src/proxies/panel.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { AccountPage, NewAccountPage } from '#views/account.tsx'
import { AccountsPage } from '#views/accounts.tsx'
import { paths } from '#views/paths.ts'
import { ProxyPanel } from '#views/proxies.tsx'
import * as accounts from './accounts.ts'
import { attachment } from './attachment.ts'
import { exportCsv } from './export.ts'
import { AccountPatch, AccountQuery, ExportQuery, NewAccount } from './input.ts'
import { accountJson } from './json.ts'
import { list } from './list.ts'
import { type AccountSort, choicesWithin, countsWithin } from './list-store.ts'
import { openNote } from './note.ts'
import { mayDo, shown } from './shown.ts'
import type { Account } from './store.ts'

const READER = { role: 'viewer', scope: 'accounts:read' } as const
const WRITER = { role: 'manager', scope: 'accounts:write' } as const

interface ById {
  params: { id: string }
  actor: Actor
}

const SHOWN_STAYS = 20
const SHOWN_CHECKS = 20

/** Accounts: list, one, add, change, delete, and take them along as a file. */
export const accountRoutes = (deps: Deps) => {
  // People see first what needs them; programs get a steady order.
  const listIn =
    (standard: AccountSort) =>
    ({ query, actor }: { query: AccountQuery; actor: Actor }) => {
      const { rows, total, nextCursor } = list(deps, query, actor, standard)
      return reply(
        {
          success: true,
          data: rows.map(({ account }) => accountJson(deps.secrets, account)),
          page: pageJson(nextCursor, total),
        },
        {
          title: 'Accounts',
          html: () => (
            <AccountsPage
              accounts={rows.map((row) => shown(deps.db, row))}
              filter={query}
              counts={countsWithin(deps.db, actor.reach)}
              choices={choicesFor(actor)}
              total={total}
              nextCursor={nextCursor}
              may={mayDo(actor)}
              now={deps.now()}
            />
          ),
        },
      )
    }

  function choicesFor(actor: Actor) {
    const { tags, countries } = choicesWithin(deps.db, actor.reach)
    return { tags, countries: countries.map((code) => ({ code, name: countryName(code) })) }
  }

  const one = (account: Account, actor: Actor, view: { status?: number; message?: string } = {}) =>
    reply(
      {
        success: true,
        ...(view.message && { message: view.message }),
        data: accountJson(deps.secrets, account),
      },
      { status: view.status, title: account.name, location: paths.account(account.id), html: () => pageOf(account, actor) },
    )

  const pageOf = (account: Account, actor: Actor) => (
    <AccountPage
      account={{ ...account, note: openNote(deps.secrets, account.id, account.note) }}
      history={history.list(deps.db, account.id, { limit: SHOWN_STAYS, before: null })}
      checks={checks.list(deps.db, account.id, null, SHOWN_CHECKS, null)}
      mayWrite={mayDo(actor).write}
      now={deps.now()}
    >
      <ProxyPanel {...panelOf(deps, read(deps, account.id, actor), actor)} />
    </AccountPage>
  )

  const show = ({ params, actor }: ById) => one(accounts.find(deps, params.id, actor), actor)
  const change = ({ params, body, actor }: ById & { body: AccountPatch }) =>
    one(accounts.change(deps, params.id, body, actor), actor, { message: 'Account changed' })
  const remove = ({ params, actor }: ById) => {
    accounts.remove(deps, params.id, actor)
    return reply({ success: true, message: 'Account deleted', data: null }, { location: paths.accounts })
  }

  return (
    new Elysia()
      .use(auth(deps))
      .get('/api/accounts', listIn('name'), { access: READER, query: AccountQuery })
      .get('/accounts', listIn('attention'), { access: READER, query: AccountQuery })
      .post(
        '/api/accounts',
        ({ body, actor }) => one(accounts.create(deps, body, actor), actor, { status: 201, message: 'Account added' }),
        { access: WRITER, idempotent: true, body: NewAccount },
      )
      .get('/accounts/new', () => page('Add account', () => <NewAccountPage />), { access: WRITER })
      .get(
        '/api/accounts/export',
        ({ query: { archived = 'false', ...filter }, actor }) =>
          attachment('accounts.csv', exportCsv(deps, { ...filter, archived, reach: actor.reach }, actor)),
        { access: WRITER, query: ExportQuery },
      )
      .get('/api/accounts/:id', show, { access: READER })
      .get('/accounts/:id', show, { access: READER })
      .patch('/api/accounts/:id', change, { access: WRITER, body: AccountPatch })
      .delete('/api/accounts/:id', remove, { access: WRITER })
      // A form can send neither PATCH nor DELETE.
      .post('/accounts/:id', change, { access: WRITER, body: AccountPatch })
      .post('/accounts/:id/delete', remove, { access: WRITER })
  )
}
