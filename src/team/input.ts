import { z } from 'zod'
import { ROLES, SCOPES } from '#db/schema/team.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import { emailAddress, listOf, optionalBody, optionalText, text, yesOrNo } from '#src/http/fields.ts'

// Far above what is allowed for a new password: a longer one is simply not right.
const typedPassword = z.string('must be text').min(1, 'must not be empty').max(1024, 'must have at most 1024 characters')

export const Login = z.object({
  email: z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.string('must be text').min(1).max(254),
  ),
  password: typedPassword,
  /** Of the authenticator app, or a recovery code. */
  totp: optionalText(40),
  /** Where a page wants to go on; a path of ours. */
  next: z.string().optional(),
})
export type Login = z.output<typeof Login>

const code = text(40)
export const SecondStep = z.object({ code, next: z.string().optional() })
/** Not asked of somebody who signed in a moment ago to set it up. */
export const FactorOffer = optionalBody(z.object({ password: typedPassword.optional() }))
export const FactorCode = z.object({ code })
export const FactorProof = z.object({ password: typedPassword, code })

export const Setup = z.object({
  email: emailAddress,
  name: text(100),
  password: typedPassword,
  /** Go on to the page that sets up two-factor sign-in. */
  two_factor: yesOrNo.default(false),
})
export const AcceptInvite = z.object({ password: typedPassword })
export const PasswordChange = z.object({ current_password: typedPassword, new_password: typedPassword })

const role = z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` })
const tags = listOf(text(50), 50).transform((list) => [...new Set(list)])

export const Invitation = z.object({ email: emailAddress, name: text(100), role, tags: tags.default([]) })

export const MemberPatch = z
  .object({ name: optionalText(100), role: role.optional(), tags: tags.optional(), disabled: yesOrNo.optional() })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'name at least one of name, role, tags, disabled')

const accountId = z
  .string('must be an account id')
  .transform((id) => accountIdFrom(id))
  .refine((id) => id !== null, 'must be an account id')

const embedOrigin = z.string('must be an origin').refine(isOrigin, 'must be an origin such as https://www.example.com')

const moment = z.preprocess(
  (value) => (value === '' ? null : typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T23:59:59Z` : value),
  z.iso.datetime({ offset: true, error: 'must be an ISO 8601 date and time' }).transform(Date.parse).nullable(),
)

export const NewKey = z.object({
  name: text(100),
  scopes: listOf(z.enum(SCOPES, { error: `must be one of ${SCOPES.join(', ')}` }), SCOPES.length * 2).refine(
    (scopes) => scopes.length > 0,
    'name at least one scope',
  ),
  /** Null, not given or, in a form, empty: every account. */
  account_ids: z.preprocess((value) => (value === '' ? null : value), z.union([z.null(), listOf(accountId, 1000)]).optional()),
  embed_origins: listOf(embedOrigin, 50).default([]),
  expires_at: moment.optional(),
})

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text
}
