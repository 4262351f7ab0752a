import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { type AppError, conflict } from '#src/http/errors.ts'
import { offerAgain } from '#src/http/form.ts'
import { reply } from '#src/http/reply.ts'
import { callerIn } from '#src/http/viewer.ts'
import { paths } from '#views/paths.ts'
import { InviteLink, TeamPage } from '#views/team.tsx'
import type { TypedInvite } from '#views/team-forms.tsx'
import type { Actor } from './actor.ts'
import { auth } from './auth.ts'
import { Invitation, MemberPatch } from './input.ts'
import * as invites from './invites.ts'
import { inviteJson, memberJson, sentInviteJson } from './json.ts'
import * as members from './members.ts'
import { resetFactor } from './second-factor-reset.ts'
import { withFactor } from './second-factor-store.ts'

const OWNER = { role: 'owner', scope: 'admin' } as const

/** Members and invitations: for owners alone. */
export const teamRoutes = (deps: Deps) => {
  const pageFor = (actor: Actor, more: Pick<Parameters<typeof TeamPage>[0], 'problem' | 'refused'> = {}) => (
    <TeamPage
      members={members.list(deps)}
      twoFactor={withFactor(deps.db)}
      invites={invites.list(deps)}
      me={actor.id}
      now={deps.now()}
      {...more}
    />
  )
  const show = ({ actor }: { actor: Actor }) => {
    const twoFactor = withFactor(deps.db)
    const data = members.list(deps).map((member) => ({ ...memberJson(member), two_factor: twoFactor.has(member.id) }))
    return reply({ success: true, data }, { title: 'Team', html: () => pageFor(actor) })
  }
  const change = ({ params, body, actor }: ById & { body: z.output<typeof MemberPatch> }) => {
    const member = members.change(deps, params.id, body, actor)
    return reply(
      { success: true, message: 'Member changed', data: memberJson(member) },
      { location: paths.team, toast: 'Member changed' },
    )
  }
  const remove = ({ params, actor }: ById) => {
    members.remove(deps, params.id, actor)
    return reply({ success: true, message: 'Member removed', data: null }, { location: paths.team, toast: 'Member removed' })
  }
  const sent = (invite: invites.SentInvite) =>
    reply(
      { success: true, data: sentInviteJson(invite) },
      { status: 201, title: 'Link', html: () => <InviteLink invite={invite} now={deps.now()} /> },
    )
  const invite = ({ body, actor }: { body: z.output<typeof Invitation>; actor: Actor }) => sent(invites.invite(deps, body, actor))
  /** A refused invitation stands there again as it was filled in. */
  const offerInvite = ({ request, body }: { request: Request; body: unknown }) => {
    const typed = typedIn(body)
    const html = (problem: AppError) => pageFor(callerIn(request), { refused: { problem, typed } })
    offerAgain(request, { title: 'Team', bare: false, html })
  }
  /** Why a member was not changed is said above the team. */
  const offer = ({ request }: { request: Request }) =>
    offerAgain(request, { title: 'Team', bare: false, html: (problem) => pageFor(callerIn(request), { problem }) })
  const passwordLink = ({ params, actor }: ById) => sent(invites.offerNewPassword(deps, params.id, actor))
  const reset = ({ params, actor }: ById) => {
    if (!resetFactor(deps, params.id, actor)) throw conflict('TOTP_NOT_SET_UP', 'This member has no two-factor sign-in')
    return reply(
      { success: true, message: 'Two-factor sign-in taken away', data: null },
      { location: paths.team, toast: 'Two-factor sign-in taken away' },
    )
  }
  const withdraw = ({ params, actor }: ById) => {
    invites.withdraw(deps, params.id, actor)
    return reply(
      { success: true, message: 'Invitation withdrawn', data: null },
      { location: paths.team, toast: 'Invitation withdrawn' },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/team', show, { access: OWNER })
    .get('/team', show, { access: OWNER })
    .patch('/api/team/:id', change, { access: OWNER, body: MemberPatch })
    .post('/team/:id', change, { access: OWNER, body: MemberPatch, transform: offer })
    .delete('/api/team/:id', remove, { access: OWNER })
    .post('/team/:id/remove', remove, { access: OWNER, transform: offer })
    .post('/api/team/:id/password-link', passwordLink, { access: OWNER, idempotent: true })
    .post('/team/:id/password-link', passwordLink, { access: OWNER })
    .post('/api/team/:id/reset-totp', reset, { access: OWNER })
    .get('/api/team/invites', () => reply({ success: true, data: invites.list(deps).map(inviteJson) }), { access: OWNER })
    .post('/api/team/invites', invite, { access: OWNER, idempotent: true, body: Invitation })
    .post('/team/invites', invite, { access: OWNER, body: Invitation, transform: offerInvite })
    .delete('/api/team/invites/:id', withdraw, { access: OWNER })
    .post('/team/invites/:id/withdraw', withdraw, { access: OWNER })
}

function typedIn(body: unknown): TypedInvite {
  const texts = Object.entries((body ?? {}) as Record<string, unknown>).filter(([, text]) => typeof text === 'string')
  return Object.fromEntries(texts)
}

interface ById {
  params: { id: string }
  actor: Actor
}
