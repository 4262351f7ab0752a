import { z } from 'zod'
import { text, yesOrNo } from '#src/http/fields.ts'
import { SETTINGS, type Settings } from './settings.ts'

const asNumber = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value), schema)

// A form sends one value, several, or a text with an entry a line; '' alone says "none ticked".
const asList = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.preprocess(entries, schema))

const entries = (value: unknown) =>
  Array.isArray(value)
    ? value
        .flatMap((entry) => (typeof entry === 'string' ? entry.split(/[\r\n]+/).map((line) => line.trim()) : [entry]))
        .filter((entry) => entry !== '')
    : value

const given = <T extends z.ZodType>(schema: T) => schema.optional()
const plain = SETTINGS

export const CARDS = ['general', 'exits', 'moves', 'connections', 'security'] as const
export type CardName = (typeof CARDS)[number]

/** `PATCH /api/settings`: any of the settings; unknown names are refused, so that a typing error is not taken for success. */
export const SettingsPatch = z
  .strictObject(
    {
      /** Which card of the page sent it, and is to be shown again. */
      card: z.enum(CARDS).optional(),
      organisation_name: text(100).optional(),
      accounts_per_proxy: given(asNumber(plain.accountsPerProxy.unwrap())),
      rest_days: given(asNumber(plain.restDays.unwrap())),
      require_totp: yesOrNo.optional(),
      default_permissions: given(asList(plain.defaultPermissions.unwrap())),
      link_redirect_urls: given(asList(plain.linkRedirectUrls.unwrap())),
      move_limit_account_minutes: given(asNumber(plain.moveLimitAccountMinutes.unwrap())),
      move_limit_account_per_day: given(asNumber(plain.moveLimitAccountPerDay.unwrap())),
      move_limit_install_percent: given(asNumber(plain.moveLimitInstallPercent.unwrap())),
      move_limit_install_minutes: given(asNumber(plain.moveLimitInstallMinutes.unwrap())),
    },
    { error: ({ code }) => (code === 'unrecognized_keys' ? 'names a setting that does not exist' : undefined) },
  )
  .transform(({ card, ...body }) => ({ card, patch: patchFrom(body) }))
  .refine(({ patch }) => Object.keys(patch).length > 0, 'name at least one setting')

interface Body {
  organisation_name?: Settings['organisationName'] | undefined
  accounts_per_proxy?: Settings['accountsPerProxy'] | undefined
  rest_days?: Settings['restDays'] | undefined
  require_totp?: Settings['requireTotp'] | undefined
  default_permissions?: Settings['defaultPermissions'] | undefined
  link_redirect_urls?: Settings['linkRedirectUrls'] | undefined
  move_limit_account_minutes?: Settings['moveLimitAccountMinutes'] | undefined
  move_limit_account_per_day?: Settings['moveLimitAccountPerDay'] | undefined
  move_limit_install_percent?: Settings['moveLimitInstallPercent'] | undefined
  move_limit_install_minutes?: Settings['moveLimitInstallMinutes'] | undefined
}

const patchFrom = (body: Body) =>
  dropUndefined({
    organisationName: body.organisation_name,
    accountsPerProxy: body.accounts_per_proxy,
    restDays: body.rest_days,
    requireTotp: body.require_totp,
    defaultPermissions: body.default_permissions && [...new Set(body.default_permissions)].sort(),
    linkRedirectUrls: body.link_redirect_urls && [...new Set(body.link_redirect_urls)],
    moveLimitAccountMinutes: body.move_limit_account_minutes,
    moveLimitAccountPerDay: body.move_limit_account_per_day,
    moveLimitInstallPercent: body.move_limit_install_percent,
    moveLimitInstallMinutes: body.move_limit_install_minutes,
  })

const dropUndefined = (patch: Partial<Settings>) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<Settings>
