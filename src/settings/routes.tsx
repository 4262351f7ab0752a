import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { z } from 'zod'
import type { Tx } from '#db/open.ts'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import type { Actor } from '#src/team/actor.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { SettingsCard, SettingsPage } from '#views/settings.tsx'
import { change } from './change.ts'
import { fixedByEnvironment } from './environment.ts'
import { SettingsPatch } from './input.ts'
import { settingsJson } from './json.ts'
import { PERMISSIONS } from './permissions.ts'
import { read } from './settings.ts'

const OWNER = { role: 'owner', scope: 'admin' } as const

/** What features that settings know nothing of add to them. */
export interface SettingsNeighbours {
  /** The card of what feeds the pool. */
  sources(actor: Actor): JSX.Element
  /** Makes true again what depends on a setting, in the transaction of its change. */
  settingsChanged(tx: Tx): void
}

/** The organisation's settings, for programs and as a page of cards that save alone. */
export const settingsRoutes = (deps: Deps, { sources, settingsChanged }: SettingsNeighbours) => {
  const show = ({ actor }: { actor: Actor }) => {
    const settings = read(deps.db)
    const Sources = () => sources(actor)
    return reply(
      { success: true, data: settingsJson(settings) },
      {
        title: 'Settings',
        html: () => (
          <SettingsPage settings={settings} permissions={PERMISSIONS} fixed={fixedByEnvironment(deps.config)}>
            <Sources />
          </SettingsPage>
        ),
      },
    )
  }
  const save = ({ body: { patch, card }, actor }: { body: z.output<typeof SettingsPatch>; actor: Actor }) => {
    const settings = change(deps, patch, actor, settingsChanged)
    return reply(
      { success: true, message: 'Settings saved', data: settingsJson(settings) },
      {
        title: 'Settings',
        html: () => <SettingsCard card={card ?? 'general'} settings={settings} permissions={PERMISSIONS} saved />,
        location: paths.settings,
      },
    )
  }

  return new Elysia()
    .use(auth(deps))
    .get('/api/settings', show, { access: OWNER })
    .get('/settings', show, { access: OWNER })
    .patch('/api/settings', save, { access: OWNER, body: SettingsPatch })
    .post('/settings', save, { access: OWNER, body: SettingsPatch })
}
