import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { reply, replyText } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { type PanelProps, ProxyPanel } from '#views/proxy-panel.tsx'
import * as assignment from './assignment.ts'
import { handleFailure } from './failure.ts'
import { AutoBody, FailureBody, ManualBody, PreferenceBody } from './input.ts'
import { assignedJson, disabledJson, manualJson, newProxyJson, preferenceJson, proxyJson, testedJson } from './json.ts'
import { panelOf } from './panel.ts'
import { MANUAL } from './quotas.ts'
import type { AccountProxy } from './store.ts'
import { testAssigned } from './test-assigned.ts'
import { usernameOf } from './upstream.ts'

const READ = { role: 'viewer', scope: 'proxy:read' } as const
const WRITE = { role: 'operator', scope: 'proxy:write' } as const

/** The proxy of one account: what it is, and everything that changes it. */
export const proxyRoutes = (deps: Deps) => {
  const username = (row: AccountProxy) => usernameOf(deps, row)

  // Whoever asks before something is written gets the same row, so what is told of it is made once.
  const texts = new WeakMap<AccountProxy, string>()
  const textOf = (row: AccountProxy) => {
    const text = texts.get(row) ?? JSON.stringify({ success: true, data: proxyJson(row, username(row)) })
    texts.set(row, text)
    return text
  }

  /** One answer of a change: its JSON, and the panel as it is afterwards. What went well is said in passing, what did not on top. */
  const changed = (row: AccountProxy, actor: Actor, json: { message: string } & Record<string, unknown>, said: Said) =>
    reply(
      { success: true, ...json },
      {
        title: row.accountName,
        html: () => <ProxyPanel {...panelOf(deps, row, actor, { notice: said.notice })} />,
        location: paths.account(row.accountId),
        // As the stream of changes says it, so that whatever shows this account looks again.
        trigger: { 'proxy:changed': {}, account: { data: row.accountId } },
        toast: said.toast,
        afterwards: { notice: said.notice?.text },
      },
    )
  const prefer = ({ params, body, actor }: { params: Params; body: assignment.PreferInput; actor: Actor }) => {
    const row = assignment.prefer(deps, accountIdFrom(params.accountId), body, actor)
    return changed(
      row,
      actor,
      { message: 'Proxy preferences updated successfully', data: preferenceJson(row) },
      { toast: 'Saved' },
    )
  }

  return (
    new Elysia({ prefix: '/api/proxy/account' })
      .use(auth(deps))
      .get(
        '/:accountId',
        ({ params, actor }) => {
          const row = assignment.read(deps, accountIdFrom(params.accountId), actor)
          return replyText(textOf(row), {
            title: row.accountName,
            html: () => <ProxyPanel {...panelOf(deps, row, actor)} />,
          })
        },
        { access: READ },
      )
      .post(
        '/:accountId/assign-auto',
        async ({ params, body, actor }) => {
          const row = await assignment.assignAuto(deps, accountIdFrom(params.accountId), body, actor)
          return changed(
            row,
            actor,
            { message: 'Proxy assigned successfully', data: assignedJson(row, username(row)) },
            { toast: goesOutBy(row) },
          )
        },
        { access: WRITE, body: AutoBody, idempotent: true },
      )
      .post(
        '/:accountId/set-manual',
        async ({ params, body, actor }) => {
          const row = await assignment.setManual(deps, accountIdFrom(params.accountId), body, actor)
          return changed(
            row,
            actor,
            { message: 'Manual proxy configured successfully', data: manualJson(row, username(row)) },
            { toast: goesOutBy(row) },
          )
        },
        { access: WRITE, body: ManualBody, idempotent: true, limit: MANUAL },
      )
      .put('/:accountId/preference', prefer, { access: WRITE, body: PreferenceBody })
      // A form cannot send PUT.
      .post('/:accountId/preference', prefer, { access: WRITE, body: PreferenceBody })
      .post(
        '/:accountId/disable',
        ({ params, actor }) => {
          const row = assignment.disable(deps, accountIdFrom(params.accountId), actor)
          return changed(
            row,
            actor,
            { message: 'Proxy disabled successfully', data: disabledJson(row) },
            { toast: `Nothing goes out for ${row.accountName} now` },
          )
        },
        { access: WRITE, idempotent: true },
      )
      .post(
        '/:accountId/restore',
        async ({ params, actor }) => {
          const row = await assignment.restore(deps, accountIdFrom(params.accountId), actor)
          return changed(
            row,
            actor,
            { message: 'Previous proxy restored successfully', data: proxyJson(row, username(row)) },
            { toast: goesOutBy(row) },
          )
        },
        { access: WRITE, idempotent: true },
      )
      .post(
        '/:accountId/handle-failure',
        async ({ params, body, actor }) => {
          const accountId = accountIdFrom(params.accountId)
          const { moved, error } = await handleFailure(deps, accountId, body, actor)
          const row = moved ?? assignment.read(deps, accountId, actor)
          const data = { reassigned: moved !== null, new_proxy_info: moved && newProxyJson(moved) }
          const said: Said = moved ? { toast: goesOutBy(moved) } : { notice: { tone: 'warn', text: error ?? NOT_MOVED } }
          return changed(row, actor, { message: moved ? MOVED : NOT_MOVED, data, error }, said)
        },
        { access: WRITE, body: FailureBody, idempotent: true },
      )
      .post(
        '/:accountId/test',
        async ({ params, actor }) => {
          const accountId = accountIdFrom(params.accountId)
          const tested = await testAssigned(deps, accountId, actor)
          const row = assignment.read(deps, accountId, actor)
          return changed(
            row,
            actor,
            { message: 'Proxy connection test successful.', tested_proxy: testedJson(tested) },
            { toast: `${row.accountName}: ${tested.found.exitIp} answered in ${tested.found.latencyMs} ms` },
          )
        },
        { access: WRITE },
      )
  )
}

interface Params {
  accountId: string
}

/** What a person hears of a change. */
interface Said {
  toast?: string
  notice?: PanelProps['notice']
}

const goesOutBy = ({ accountName, host, cityName }: AccountProxy) =>
  `${accountName} now goes out by ${[host, cityName].filter(Boolean).join(', ')}`

const MOVED = 'Proxy failure handled. New proxy assigned.'
const NOT_MOVED = 'Proxy failure handled. Reassignment not performed or failed.'
