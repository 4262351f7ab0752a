import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { countryName } from '#src/geo/places.ts'
import { type AppError, accountNotFound } from '#src/http/errors.ts'
import { offerAgain } from '#src/http/form.ts'
import { pageJson } from '#src/http/paging.ts'
import { page, reply } from '#src/http/reply.ts'
import { countListed } from '#src/pool/free-store.ts'
import { read } from '#src/proxies/assignment.ts'
import { panelOf } from '#src/proxies/panel.ts'
import { type Actor, may } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { AboutCard, AccountDrawer, AccountPage } from '#views/account.tsx'
import { typedIn } from '#views/account-fields.tsx'
import { NewAccountPage } from '#views/account-new.tsx'
import { AccountList, AccountsPage } from '#views/accounts.tsx'
import { AccountRow } from '#views/accounts-table.tsx'
import { paths } from '#views/paths.ts'
import { PanelBody, ProxyPanel } from '#views/proxy-panel.tsx'
import { SessionCard } from '#views/session-card.tsx'
import * as accounts from './accounts.ts'
import { attachment } from './attachment.ts'
import { exportCsv } from './export.ts'
import { AccountPatch, AccountQuery, ExportQuery, NewAccount, OneQuery, PageQuery } from './input.ts'
import { accountJson } from './json.ts'
import { list, listPage } from './list.ts'
import { choicesWithin, countsWithin } from './list-store.ts'
import { namesakesOf } from './namesakes-store.ts'
import { openNote } from './note.ts'
import { sessionOf, wrongCreatorSince } from './session-store.ts'
import { mayDo, shown } from './shown.ts'
import { type Account, assignmentOf } from './store.ts'

const READER = { role: 'viewer', scope: 'accounts:read' } as const
const WRITER = { role: 'manager', scope: 'accounts:write' } as const

// The order that people get where the address names none.
const STANDARD = 'attention'

interface ById {
  params: { id: string }
  actor: Actor
}

/** Accounts: list, one, add, change, delete, and take them along as a file. */
export const accountRoutes = (deps: Deps) => {
  const listJson = ({ query, actor }: { query: AccountQuery; actor: Actor }) => {
    const { rows, total, nextCursor } = list(deps, query, actor)
    return reply(
      {
        success: true,
        data: rows.map(({ account }) => accountJson(deps.secrets, account)),
        page: pageJson(nextCursor, total),
      },
      { title: 'Accounts', html: () => <AccountsPage {...listOf({ ...query, page: 1 }, actor)} /> },
    )
  }

  function listOf(query: PageQuery, actor: Actor) {
    const { limit, cursor: _, page: __, ...filter } = query
    const { rows, total, page: number, pages } = listPage(deps, query, actor)
    const { tags, countries } = choicesWithin(deps.db, actor.reach)
    return {
      accounts: rows.map((row) => shown(deps.db, row)),
      filter,
      counts: countsWithin(deps.db, actor.reach),
      choices: { tags, countries: countries.map((code) => ({ code, name: countryName(code) })) },
      total,
      page: number,
      pages,
      perPage: limit,
      poolSize: countListed(deps.db),
      may: mayDo(actor),
      now: deps.now(),
    }
  }

  // While somebody types, only the list is asked for; the address follows, short of what was not chosen.
  const listPages = ({ query, actor }: { query: PageQuery; actor: Actor }) => {
    const { cursor: _, limit, page: number, ...filter } = query
    const sort = filter.sort === STANDARD ? undefined : filter.sort
    const address = paths.accountsWhere({ ...filter, sort, page: number === 1 ? undefined : number })
    return page('Accounts', () => <AccountsPage {...listOf(query, actor)} />, {
      part: { html: () => <AccountList {...listOf(query, actor)} />, headers: { 'hx-replace-url': address } },
    })
  }

  const jsonOf = (account: Account, message?: string) => ({
    success: true,
    ...(message && { message }),
    data: accountJson(deps.secrets, account),
  })

  // Not refused: programs may have their reasons. The page of the account says it as long as it is so.
  const saidOf = (done: string, account: Account, { reach }: Actor) =>
    namesakesOf(deps.db, account, reach).length > 0 ? `${done}. Another account has the same user name.` : done

  const viewOf = (account: Account) => ({ ...account, note: openNote(deps.secrets, account.id, account.note) })

  const partsOf = (account: Account, actor: Actor, asked: OneQuery = {}) => ({
    account: viewOf(account),
    mayWrite: mayDo(actor).write,
    mayErase: may(actor, { role: 'owner', scope: 'admin' }),
    namesakes: namesakesOf(deps.db, account, actor.reach),
    now: deps.now(),
    session: sessionPart(account, actor),
    panel: <ProxyPanel {...panelOf(deps, read(deps, account.id, actor), actor, placesOf(asked))} />,
  })

  const sessionPart = ({ id }: Account, actor: Actor): JSX.Element => {
    if (!may(actor, { role: 'viewer', scope: 'connections:read' })) return ''
    const known = { session: sessionOf(deps.db, id), wrongCreator: wrongCreatorSince(deps.db, id) }
    const mayConnect = may(actor, { role: 'operator', scope: 'connections:write' })
    return <SessionCard accountId={id} {...known} mayConnect={mayConnect} now={deps.now()} />
  }

  const show = ({ params, query, actor }: ById & { query: OneQuery }) => {
    const account = accounts.find(deps, params.id, actor)
    return reply(jsonOf(account), {
      title: account.name,
      html: () => <AccountPage {...partsOf(account, actor, query)} />,
      part: { html: () => <AccountDrawer {...partsOf(account, actor)} />, trigger: 'drawer-open' },
    })
  }

  const row = ({ params, actor }: ById) => {
    const account = accounts.find(deps, params.id, actor)
    const assignment = assignmentOf(deps.db, account.id)
    if (!assignment) throw accountNotFound()
    return page(account.name, () => (
      <AccountRow account={shown(deps.db, { account, assignment })} may={mayDo(actor)} now={deps.now()} />
    ))
  }

  const exit = ({ params, actor }: ById) => {
    const account = accounts.find(deps, params.id, actor)
    return page(account.name, () => <PanelBody {...panelOf(deps, read(deps, account.id, actor), actor)} />)
  }

  const create = ({ body, actor }: { body: NewAccount; actor: Actor }) => {
    const account = accounts.create(deps, body, actor)
    return reply(jsonOf(account, saidOf('Account added', account, actor)), {
      status: 201,
      location: paths.account(account.id),
      title: account.name,
      html: () => <AccountPage {...partsOf(account, actor)} />,
      toast: 'Account added',
    })
  }

  const change = ({ params, body, actor }: ById & { body: AccountPatch }) => {
    const account = accounts.change(deps, params.id, body, actor)
    return reply(jsonOf(account, saidOf('Account changed', account, actor)), {
      location: paths.account(account.id),
      title: account.name,
      html: () => <AboutCard account={viewOf(account)} />,
      trigger: { account: { data: account.id } },
      toast: 'Saved',
    })
  }

  const remove = ({ params, actor }: ById) => {
    accounts.remove(deps, params.id, actor)
    return reply(
      { success: true, message: 'Account deleted', data: null },
      { location: paths.accounts, toast: 'Account deleted' },
    )
  }

  return (
    new Elysia()
      .use(auth(deps))
      .get('/api/accounts', listJson, { access: READER, query: AccountQuery })
      .get('/accounts', listPages, { access: READER, query: PageQuery })
      .post('/api/accounts', create, { access: WRITER, idempotent: true, body: NewAccount, transform: offerNew })
      .get('/accounts/new', () => page('Add account', () => <NewAccountPage />), { access: WRITER })
      .get(
        '/api/accounts/export',
        ({ query: { archived = 'false', ...filter }, actor }) =>
          attachment('accounts.csv', exportCsv(deps, { ...filter, archived, reach: actor.reach }, actor)),
        { access: WRITER, query: ExportQuery },
      )
      .get('/api/accounts/:id', show, { access: READER, query: OneQuery })
      .get('/accounts/:id', show, { access: READER, query: OneQuery })
      .get('/accounts/:id/row', row, { access: READER })
      .get('/accounts/:id/exit', exit, { access: READER })
      .patch('/api/accounts/:id', change, { access: WRITER, body: AccountPatch })
      .delete('/api/accounts/:id', remove, { access: WRITER })
      // A form can send neither PATCH nor DELETE.
      .post('/accounts/:id', change, { access: WRITER, body: AccountPatch, transform: offerAbout })
      .post('/accounts/:id/delete', remove, { access: WRITER })
  )
}

const placesOf = ({ proxy_region_preference: country, preferredCountry: elsewhere }: OneQuery) => ({ country, elsewhere })

interface Sent {
  request: Request
  body: unknown
}

const offerNew = ({ request, body }: Sent) =>
  offerAgain(request, {
    title: 'Add accounts',
    bare: false,
    html: (problem) => <NewAccountPage problem={problem} typed={body} />,
  })

const offerAbout = ({ request, body, params }: Sent & { params: { id: string } }) => {
  const html = (problem: AppError) => <AboutCard account={{ ...typedIn(body), id: params.id }} problem={problem} />
  offerAgain(request, { title: 'About this account', bare: false, html })
}
