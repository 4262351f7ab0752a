import { z } from 'zod'
import type { Queryable } from '#db/open.ts'
import { PERMISSIONS } from './permissions.ts'
import { redirectUrls } from './redirect-urls.ts'
import * as store from './store.ts'

const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`
  return z.int(message).min(min, message).max(max, message)
}

/** Every setting of the organisation, with what it may hold and what it is until somebody changes it. */
export const SETTINGS = {
  organisationName: z.string().min(1).max(100).default('Our agency'),
  /** How many accounts may share one exit. */
  accountsPerProxy: wholeNumber(1, 10).default(1),
  /** How long an exit rests after an account left it, before another account gets it. */
  restDays: wholeNumber(0, 365).default(30),
  requireTotp: z.boolean().default(false),
  /** Permissions of a new connection that names none. */
  defaultPermissions: z.array(z.enum(PERMISSIONS)).default(PERMISSIONS.filter((name) => name.endsWith(':read'))),
  linkRedirectUrls: redirectUrls.default([]),
  moveLimitAccountMinutes: wholeNumber(0, 1440).default(10),
  moveLimitAccountPerDay: wholeNumber(0, 100).default(3),
  moveLimitInstallPercent: wholeNumber(1, 100).default(10),
  moveLimitInstallMinutes: wholeNumber(1, 1440).default(10),
} satisfies Record<string, z.ZodType>

export type SettingName = keyof typeof SETTINGS
export type Settings = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]> }

/** The settings as they are now. Cheap: a small read, parsed again only when a value changed. */
export function read(db: Queryable): Settings {
  return parsed(store.all(db))
}

let last: { text: string; settings: Settings } | undefined

function parsed(rows: store.StoredSetting[]): Settings {
  const text = rows.map(({ name, value }) => `${name}=${value}`).join('\n')
  if (last?.text !== text) last = { text, settings: parse(new Map(rows.map(({ name, value }) => [name, value]))) }
  return last.settings
}

function parse(stored: ReadonlyMap<string, string | null>): Settings {
  const entries = Object.entries(SETTINGS).map(([name, schema]) => {
    const value = stored.get(name)
    // A value that an older version stored and this one refuses counts as not set.
    const result = schema.safeParse(value == null ? undefined : JSON.parse(value))
    return [name, result.success ? result.data : schema.parse(undefined)]
  })
  return Object.freeze(Object.fromEntries(entries)) as Settings
}
