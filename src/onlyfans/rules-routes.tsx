import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { offerAgain } from '#src/http/form.ts'
import { page, reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { SigningRulesPage } from '#views/signing-rules.tsx'
import { RulesBody } from './input.ts'
import { rulesStateJson } from './json.ts'
import * as manualRules from './manual-rules.ts'
import { refresh } from './rules.ts'
import { rulesCard } from './rules-card.tsx'
import { sourcesOf, stateOf } from './state.ts'

const OWN = { role: 'owner', scope: 'admin' } as const
const REFRESH = { name: 'rules-refresh', quota: 10, windowMs: 60_000 }

/** Where signing rules come from: asking the sources anew, and rules that somebody enters. */
export const rulesRoutes = (deps: Deps) => {
  const data = () => rulesStateJson(stateOf(deps), sourcesOf(deps), deps.now())
  const done = (message: string) =>
    reply(
      { success: true, message, data: data() },
      { html: () => rulesCard(deps), location: paths.signingRulesCard, toast: message },
    )
  const enter = ({ body, actor }: { body: { rules: string }; actor: Actor }) => {
    manualRules.enter(deps, body.rules, actor)
    return done('Requests are signed by these rules now')
  }
  const withdraw = ({ actor }: { actor: Actor }) => {
    manualRules.withdraw(deps, actor)
    return done('The rules of the sources are used again')
  }
  const askSources = async () => {
    await refresh(deps)
    return done('The sources were asked')
  }
  const offer = ({ request, body }: { request: Request; body: unknown }) => {
    const { rules } = (body ?? {}) as { rules?: unknown }
    const typed = typeof rules === 'string' ? rules : ''
    offerAgain(request, {
      title: 'Signing rules',
      bare: false,
      html: (problem) => <SigningRulesPage>{rulesCard(deps, { typed, problem })}</SigningRulesPage>,
      part: (problem) => rulesCard(deps, { typed, problem }),
    })
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/rules', () => reply({ success: true, data: data() }), { access: OWN })
    .put('/api/rules', enter, { access: OWN, body: RulesBody })
    .delete('/api/rules', withdraw, { access: OWN })
    .post('/api/rules/refresh', askSources, { access: OWN, limit: REFRESH })
    .get('/settings/rules', () => page('Signing rules', () => <SigningRulesPage>{rulesCard(deps)}</SigningRulesPage>), {
      access: OWN,
    })
    .post('/settings/rules', enter, { access: OWN, body: RulesBody, transform: offer })
    .post('/settings/rules/withdraw', withdraw, { access: OWN })
    .post('/settings/rules/refresh', askSources, { access: OWN, limit: REFRESH })
}
