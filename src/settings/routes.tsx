import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { offerAgain } from '#src/http/form.ts'
import { reply } from '#src/http/reply.ts'
import { callerIn } from '#src/http/viewer.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { type RefusedCard, SettingsPage } from '#views/settings.tsx'
import { SettingsCard } from '#views/settings-card.tsx'
import { change } from './change.ts'
import { aboutOf, fixedByEnvironment } from './environment.ts'
import { CARDS, type CardName, SettingsPatch } from './input.ts'
import { settingsJson } from './json.ts'
import { PERMISSIONS } from './permissions.ts'
import { read } from './settings.ts'

const OWNER = { role: 'owner', scope: 'admin' } as const

/** What features that settings know nothing of add to them. */
export interface SettingsNeighbours {
  /** The card of what feeds the pool. */
  sources(actor: Actor): JSX.Element
  /** The card of what requests to OnlyFans are signed by. */
  rules(): JSX.Element
  /** Makes true again what depends on a setting, in the transaction of its change. */
  settingsChanged(tx: Tx): void
}

/** The organisation's settings, for programs and as a page of cards that save alone. */
export const settingsRoutes = (deps: Deps, { sources, rules, settingsChanged }: SettingsNeighbours) => {
  const pageFor = (actor: Actor, more: { saved?: CardName | undefined; refused?: RefusedCard } = {}) => {
    const Sources = () => sources(actor)
    const Rules = () => rules()
    return (
      <SettingsPage
        settings={read(deps.db)}
        permissions={PERMISSIONS}
        fixed={fixedByEnvironment(deps.config)}
        about={aboutOf(deps.config)}
        {...more}
      >
        <Sources />
        <Rules />
      </SettingsPage>
    )
  }
  const show = ({ actor, query }: { actor: Actor; query: Record<string, string> }) =>
    reply(
      { success: true, data: settingsJson(read(deps.db)) },
      { title: 'Settings', html: () => pageFor(actor, { saved: cardNamed(query.saved) }) },
    )
  const save = ({ body: { patch, card }, actor }: { body: z.output<typeof SettingsPatch>; actor: Actor }) => {
    const settings = change(deps, patch, actor, settingsChanged)
    const shown = card ?? 'general'
    return reply(
      { success: true, message: 'Settings saved', data: settingsJson(settings) },
      {
        title: 'Settings',
        html: () => <SettingsCard card={shown} settings={settings} permissions={PERMISSIONS} />,
        location: paths.settingsSaved(shown),
        toast: 'Settings saved',
      },
    )
  }
  const offer = ({ request, body }: { request: Request; body: unknown }) => {
    const typed = (body ?? {}) as Record<string, unknown>
    const card = cardNamed(typed.card) ?? 'general'
    offerAgain(request, {
      title: 'Settings',
      bare: false,
      html: (problem) => pageFor(callerIn(request), { refused: { card, typed, problem } }),
      part: (problem) => (
        <SettingsCard card={card} settings={read(deps.db)} permissions={PERMISSIONS} refused={{ typed, problem }} />
      ),
    })
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/settings', show, { access: OWNER })
    .get('/settings', show, { access: OWNER })
    .patch('/api/settings', save, { access: OWNER, body: SettingsPatch })
    .post('/settings', save, { access: OWNER, body: SettingsPatch, transform: offer })
}

const cardNamed = (text: unknown): CardName | undefined => CARDS.find((card) => card === text)
