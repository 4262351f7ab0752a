import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import * as accounts from '#src/accounts/accounts.ts'
import type { Deps } from '#src/deps.ts'
import { offerAgain } from '#src/http/form.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { ErasePage } from '#views/erase.tsx'
import { paths } from '#views/paths.ts'
import { type Erased, erase } from './erase.ts'
import { exportOf } from './export.ts'
import { EraseBody } from './input.ts'
import { erasedJson } from './json.ts'

const TAKE = { role: 'manager', scope: 'accounts:write' } as const
const ERASE = { role: 'owner', scope: 'admin' } as const

interface ById {
  params: { id: string }
  actor: Actor
}

/** What people may ask for whose data this is: all of it, or none of it any more. */
export const privacyRoutes = (deps: Deps) => {
  const take = ({ params, actor }: ById) => {
    const data = exportOf(deps, params.id, actor)
    const text = JSON.stringify({ success: true, data }, null, 2)
    const disposition = `attachment; filename="account-${data.account.id}.json"`
    return new Response(text, { headers: { 'content-type': 'application/json', 'content-disposition': disposition } })
  }

  const ask = ({ params, actor }: ById) => {
    const { id, name } = accounts.find(deps, params.id, actor)
    return reply({ success: true, data: { id, name } }, { title: 'Erase account', html: () => <ErasePage id={id} name={name} /> })
  }

  const carryOut = ({ params, body, actor }: ById & { body: EraseBody }) => {
    const erased = erase(deps, params.id, body.confirm, actor)
    return reply(
      { success: true, message: 'Everything about the account was erased', data: erasedJson(erased) },
      { location: paths.accounts, toast: 'Account erased', afterwards: { notice: saidOf(erased) } },
    )
  }

  // With what was typed in, and why it did not do.
  const offerErase = ({ request, params }: { request: Request; params: { id: string } }) => {
    offerAgain(request, {
      title: 'Erase account',
      bare: false,
      html: (problem) => <ErasePage id={params.id} problem={problem} />,
    })
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/accounts/:id/export', take, { access: TAKE })
    .get('/accounts/:id/erase', ask, { access: ERASE })
    .post('/api/accounts/:id/erase', carryOut, { access: ERASE, body: EraseBody })
    .post('/accounts/:id/erase', carryOut, { access: ERASE, body: EraseBody, transform: offerErase })
}

function saidOf({ backups, isLogEmpty }: Erased): string {
  const log = isLogEmpty ? '' : ' The log of the database could not be emptied at once; it is when the program stops.'
  if (backups.length === 0) return `Everything about the account was erased. No backup in the data folder holds it.${log}`
  const one = backups.length === 1
  return `Everything about the account was erased. ${backups.length} ${one ? 'backup' : 'backups'} in the data folder may still hold it until somebody deletes ${one ? 'it' : 'them'}.${log}`
}
