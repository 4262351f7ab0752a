import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { FixedValue } from '#src/settings/environment.ts'
import type { CardName } from '#src/settings/input.ts'
import type { Settings } from '#src/settings/settings.ts'
import { paths } from './paths.ts'
import { Check, Field, Submit, TextArea } from './ui/form.tsx'
import { Alert } from './ui/status.tsx'

interface SettingsProps extends FieldsProps {
  fixed: FixedValue[]
}

/** Every card saves by itself, so that one refused value does not hold up the others. Children are cards of other features. */
export function SettingsPage({ settings, permissions, fixed, children }: PropsWithChildren<SettingsProps>) {
  return (
    <div class="stack">
      <h1>Settings</h1>
      <div class="columns">
        {children}
        <SettingsCard card="general" settings={settings} permissions={permissions} />
        <SettingsCard card="exits" settings={settings} permissions={permissions} />
        <SettingsCard card="moves" settings={settings} permissions={permissions} />
        <SettingsCard card="connections" settings={settings} permissions={permissions} />
        <EnvironmentCard fixed={fixed} />
      </div>
    </div>
  )
}

interface FieldsProps {
  settings: Settings
  /** Every permission there is. */
  permissions: readonly string[]
}

interface SettingsCardProps extends FieldsProps {
  card: CardName
  saved?: boolean
}

/** One card with its form. `saved` says so where it was just saved. */
export function SettingsCard({ card, settings, permissions, saved }: SettingsCardProps) {
  const { title, Fields } = CARD[card]
  return (
    <section class="card" id={`settings-${card}`} aria-labelledby={`settings-${card}-title`}>
      <form
        class="stack"
        method="post"
        action={paths.settings}
        hx-post={paths.settings}
        hx-target={`#settings-${card}`}
        hx-swap="outerHTML"
      >
        <h2 id={`settings-${card}-title`}>{title}</h2>
        <input type="hidden" name="card" value={card} />
        <Fields settings={settings} permissions={permissions} />
        {saved && <Alert tone="ok">Saved.</Alert>}
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
    </section>
  )
}

const CARD = {
  general: { title: 'Organisation', Fields: GeneralFields },
  exits: { title: 'Exits', Fields: ExitFields },
  moves: { title: 'Limits of automatic moves', Fields: MoveFields },
  connections: { title: 'Connections and links', Fields: ConnectionFields },
} as const

function GeneralFields({ settings }: FieldsProps) {
  return (
    <>
      <Field name="organisation_name" label="Name" value={settings.organisationName} required maxlength={100} />
      <Check name="require_totp" label="Everyone sets up two-factor sign-in" checked={settings.requireTotp} />
    </>
  )
}

function ExitFields({ settings }: FieldsProps) {
  return (
    <>
      <Field
        name="accounts_per_proxy"
        label="Accounts per exit"
        hint="1 keeps every account on an address of its own."
        type="number"
        min={1}
        max={10}
        value={settings.accountsPerProxy}
        required
      />
      <Field
        name="rest_days"
        label="Rest before another account gets an exit (days)"
        type="number"
        min={0}
        max={365}
        value={settings.restDays}
        required
      />
    </>
  )
}

function MoveFields({ settings }: FieldsProps) {
  return (
    <>
      <p class="muted">Past these limits an account stays where it is and waits for you.</p>
      <Field
        name="move_limit_account_minutes"
        label="Minutes between two moves of one account"
        type="number"
        min={0}
        max={1440}
        value={settings.moveLimitAccountMinutes}
        required
      />
      <Field
        name="move_limit_account_per_day"
        label="Moves of one account a day"
        type="number"
        min={0}
        max={100}
        value={settings.moveLimitAccountPerDay}
        required
      />
      <Field
        name="move_limit_install_percent"
        label="Most accounts moved at once (percent)"
        type="number"
        min={1}
        max={100}
        value={settings.moveLimitInstallPercent}
        required
      />
      <Field
        name="move_limit_install_minutes"
        label="Counted over (minutes)"
        type="number"
        min={1}
        max={1440}
        value={settings.moveLimitInstallMinutes}
        required
      />
    </>
  )
}

function ConnectionFields({ settings, permissions }: FieldsProps) {
  return (
    <>
      <fieldset class="field">
        <legend>Permissions of a new connection</legend>
        <input type="hidden" name="default_permissions" value="" />
        <div class="choices">
          {permissions.map((name) => (
            <Check
              name="default_permissions"
              label={name}
              value={name}
              checked={settings.defaultPermissions.some((given) => given === name)}
            />
          ))}
        </div>
      </fieldset>
      <TextArea
        name="link_redirect_urls"
        label="Where connect links may return to"
        hint="One https address a line. Scheme, host, port and path must match; the query is free."
        value={settings.linkRedirectUrls.join('\n')}
        rows={4}
      />
    </>
  )
}

function EnvironmentCard({ fixed }: { fixed: FixedValue[] }) {
  return (
    <section class="card stack" aria-labelledby="environment-title">
      <h2 id="environment-title">Set by the environment</h2>
      <p class="muted">These change with a restart of the server, not here.</p>
      <dl class="facts">
        {fixed.map(({ label, value, variable, isSet }) => (
          <>
            <dt safe>{label}</dt>
            <dd>
              <span safe>{value}</span>
              <br />
              <small safe>{isSet ? `set by ${variable}` : `default; ${variable} changes it`}</small>
            </dd>
          </>
        ))}
      </dl>
    </section>
  )
}
