import { Html } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { CardName } from '#src/settings/input.ts'
import type { Settings } from '#src/settings/settings.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Check, Field, Submit, TextArea } from './ui/form.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Alert } from './ui/status.tsx'

interface SettingsCardProps {
  card: CardName
  settings: Settings
  /** Every permission there is. */
  permissions: readonly string[]
  saved?: boolean
  /** What was typed when the card was refused, and why. */
  refused?: { typed: Record<string, unknown>; problem: AppError } | undefined
}

/** One card with its form. A refused one keeps what was typed. */
export function SettingsCard({ card, settings, permissions, saved, refused }: SettingsCardProps) {
  const { title, about, shown, Fields } = CARD[card]
  const id = `settings-${card}`
  return (
    <Card id={id} title={title}>
      {about !== '' && (
        <p class="muted" safe>
          {about}
        </p>
      )}
      <form
        class="stack"
        method="post"
        action={paths.settings}
        hx-post={paths.settings}
        hx-target={`#${id}`}
        hx-swap="outerMorph"
      >
        <input type="hidden" name="card" value={card} />
        <FormProblem problem={refused?.problem} shown={shown} />
        {saved && <Alert tone="ok">Saved.</Alert>}
        <Fields settings={settings} permissions={permissions} typed={refused?.typed ?? {}} problem={refused?.problem} />
        <div>
          <Submit primary>Save</Submit>
        </div>
      </form>
    </Card>
  )
}

interface FieldsProps {
  settings: Settings
  permissions: readonly string[]
  typed: Record<string, unknown>
  problem: AppError | undefined
}

type NumberSetting = { [Key in keyof Settings]: Settings[Key] extends number ? Key : never }[keyof Settings]

interface NumberField {
  name: string
  setting: NumberSetting
  label: string
  hint?: string
  min: number
  max: number
}

// biome-ignore format: a table reads best as one block
const EXITS: NumberField[] = [
  { name: 'accounts_per_proxy', setting: 'accountsPerProxy', label: 'Accounts per exit', min: 1, max: 10, hint: '1 keeps every account on an address of its own.' },
  { name: 'rest_days', setting: 'restDays', label: 'Rest before another account gets an exit (days)', min: 0, max: 365, hint: 'The account that left it may have it back at any time.' },
]

// biome-ignore format: a table reads best as one block
const MOVES: NumberField[] = [
  { name: 'move_limit_account_minutes', setting: 'moveLimitAccountMinutes', label: 'Minutes between two moves of one account', min: 0, max: 1440 },
  { name: 'move_limit_account_per_day', setting: 'moveLimitAccountPerDay', label: 'Moves of one account a day', min: 0, max: 100 },
  { name: 'move_limit_install_percent', setting: 'moveLimitInstallPercent', label: 'Most accounts moved at once (percent)', min: 1, max: 100 },
  { name: 'move_limit_install_minutes', setting: 'moveLimitInstallMinutes', label: 'Counted over (minutes)', min: 1, max: 1440 },
]

const namesOf = (fields: NumberField[]) => fields.map(({ name }) => name)

const CARD = {
  general: { title: 'General', about: '', shown: ['organisation_name'], Fields: GeneralFields },
  exits: { title: 'Exits', about: '', shown: namesOf(EXITS), Fields: numbers(EXITS) },
  moves: {
    title: 'Limits of automatic moves',
    about: 'Past these limits an account stays where it is and waits for you.',
    shown: namesOf(MOVES),
    Fields: numbers(MOVES),
  },
  connections: {
    title: 'Connections and links',
    about: '',
    shown: ['link_redirect_urls', 'default_permissions'],
    Fields: ConnectionFields,
  },
  security: { title: 'Security', about: '', shown: [], Fields: SecurityFields },
}

const typedText = (value: unknown, otherwise: string | number) =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.join('\n') : otherwise

function GeneralFields({ settings, typed, problem }: FieldsProps) {
  return (
    <Field
      name="organisation_name"
      label="Name of your organisation"
      hint="Shown to models on connect pages."
      value={typedText(typed.organisation_name, settings.organisationName)}
      error={errorAt(problem, 'organisation_name')}
      required
      maxlength={100}
    />
  )
}

function numbers(fields: NumberField[]) {
  return ({ settings, typed, problem }: FieldsProps) => (
    <div class="pairs">
      {fields.map(({ setting, ...field }) => (
        <Field
          {...field}
          type="number"
          value={typedText(typed[field.name], settings[setting])}
          error={errorAt(problem, field.name)}
          required
        />
      ))}
    </div>
  )
}

function ConnectionFields({ settings, permissions, typed, problem }: FieldsProps) {
  const ticked = typed.default_permissions ?? settings.defaultPermissions
  const given = new Set<unknown>(Array.isArray(ticked) ? ticked : [ticked])
  return (
    <>
      <fieldset class="field">
        <legend>Permissions of a new connection</legend>
        <input type="hidden" name="default_permissions" value="" />
        <div class="choices">
          {permissions.map((name) => (
            <Check name="default_permissions" label={name} value={name} checked={given.has(name)} />
          ))}
        </div>
      </fieldset>
      <TextArea
        name="link_redirect_urls"
        label="Where connect links may return to"
        hint="One https address a line. Scheme, host, port and path must match; the query is free."
        value={String(typedText(typed.link_redirect_urls, settings.linkRedirectUrls.join('\n')))}
        error={errorAt(problem, 'link_redirect_urls')}
        rows={4}
      />
    </>
  )
}

function SecurityFields({ settings }: FieldsProps) {
  return <Check name="require_totp" label="Everyone sets up two-factor sign-in" checked={settings.requireTotp} />
}
