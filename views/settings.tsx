import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { About, FixedValue, FixedValues } from '#src/settings/environment.ts'
import type { CardName } from '#src/settings/input.ts'
import type { Settings } from '#src/settings/settings.ts'
import { paths } from './paths.ts'
import { SettingsCard } from './settings-card.tsx'
import { Card } from './ui/card.tsx'
import { Field } from './ui/form.tsx'
import { PageHead } from './ui/page-head.tsx'

/** A card that was refused: what was typed into it, and why it stays. */
export interface RefusedCard {
  card: CardName
  typed: Record<string, unknown>
  problem: AppError
}

interface SettingsProps {
  settings: Settings
  /** Every permission there is. */
  permissions: readonly string[]
  fixed: FixedValues
  about: About
  /** The card that was just saved without a script. */
  saved?: CardName | undefined
  refused?: RefusedCard | undefined
}

/** Every card saves by itself, so that one refused value does not hold up the others. Children are cards of other features. */
export function SettingsPage({
  settings,
  permissions,
  fixed,
  about,
  saved,
  refused,
  children,
}: PropsWithChildren<SettingsProps>) {
  const card = (name: CardName) => (
    <SettingsCard
      card={name}
      settings={settings}
      permissions={permissions}
      saved={saved === name}
      refused={refused?.card === name ? refused : undefined}
    />
  )
  return (
    <div>
      <PageHead title="Settings" lead="Each card saves by itself." />
      <div class="settings">
        <nav aria-label="Cards of this page" class="settings-nav">
          <ul class="plain">
            {SECTIONS.map(([id, label]) => (
              <li>
                <a href={`#${id}`}>{label}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="stack">
          {card('general')}
          {children}
          <ChecksCard fixed={fixed.checks} />
          {card('exits')}
          {card('moves')}
          {card('connections')}
          {card('security')}
          <FixedCard id="network" title="Network" fixed={fixed.security} />
          <AboutCard about={about} fixed={fixed.about} />
        </div>
      </div>
    </div>
  )
}

const SECTIONS = [
  ['settings-general', 'General'],
  ['sources', 'Pool sources'],
  ['signing-rules', 'Signing rules'],
  ['checks', 'Checks'],
  ['settings-exits', 'Exits'],
  ['settings-moves', 'Automatic moves'],
  ['settings-connections', 'Connections'],
  ['settings-security', 'Security'],
  ['network', 'Network'],
  ['about', 'About'],
] as const

const ChecksCard = ({ fixed }: { fixed: FixedValue[] }) => <FixedCard id="checks" title="Checks" fixed={fixed} />

/** Values that only the environment sets: shown as they are, and where they come from. */
function FixedCard({ id, title, fixed }: { id: string; title: string; fixed: FixedValue[] }) {
  return (
    <Card id={id} title={title} aside="changed by the environment and a restart">
      <FixedFields fixed={fixed} />
    </Card>
  )
}

function FixedFields({ fixed }: { fixed: FixedValue[] }) {
  return (
    <>
      {fixed.map(({ label, value, variable, isSet }) => (
        <Field
          name={variable}
          label={label}
          value={value}
          hint={isSet ? `set by ${variable}` : `the default; ${variable} changes it`}
          disabled
        />
      ))}
    </>
  )
}

function AboutCard({ about: { version, hosts }, fixed }: { about: About; fixed: FixedValue[] }) {
  return (
    <Card id="about" title="About" aside={`Mooring ${version}`}>
      <FixedFields fixed={fixed} />
      <h3>Hosts it talks to</h3>
      <dl class="facts">
        {hosts.map(({ host, why }) => (
          <>
            <dt>
              <code safe>{host}</code>
            </dt>
            <dd safe>{why}</dd>
          </>
        ))}
        <dt>Your proxies</dt>
        <dd>at the addresses of the pool, and those that were typed in</dd>
      </dl>
      <p class="muted">Nothing else: no statistics, no updates, nothing from other sites in these pages.</p>
      <p>
        <a href={paths.openApi}>API description</a>
      </p>
    </Card>
  )
}
