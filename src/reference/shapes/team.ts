import { z } from 'zod'
import { ROLES, SCOPES } from '#db/schema/team.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

export const User = z.object({ id: text, email: text, name: text, role: z.enum(ROLES) })

export const SignedIn = z
  .object({
    token: text,
    token_type: z.literal('Bearer'),
    expires_at: moment,
    user: User,
    totp_setup_required: z
      .literal(true)
      .optional()
      .describe('There when the organisation asks for two-factor sign-in and it is not set up: the token opens nothing else.'),
  })
  .meta({ id: 'SignedIn' })

export const Me = z.union([
  User.extend({ tags: z.array(text) }),
  z.object({
    id: text,
    name: text,
    role: z.enum(ROLES),
    kind: z.literal('key'),
    scopes: z.array(z.enum(SCOPES)),
    account_ids: maybe(z.array(uuid)),
  }),
])

export const TwoFactor = z.object({
  enabled: z.boolean(),
  enabled_at: maybe(moment),
  recovery_codes_left: count,
  required: z.boolean(),
})
export const TwoFactorOffer = z.object({ secret: text.describe('Base32.'), otpauth_url: text })
export const RecoveryCodes = z.object({ recovery_codes: z.array(text) })
export const TwoFactorSetUp = RecoveryCodes.extend({ sign_in: SignedIn.optional() })
export const SignIn = z.object({
  id: text,
  created_at: moment,
  expires_at: moment,
  ip: maybe(text),
  user_agent: maybe(text),
  current: z.boolean(),
})

export const Member = User.extend({
  tags: z.array(text),
  disabled: z.boolean(),
  created_at: moment,
  last_seen_at: maybe(moment),
  two_factor: z.boolean().optional(),
}).meta({ id: 'Member' })
export const SentInvite = z.object({ id: text, url: text, expires_at: moment })
export const Invite = z.object({
  id: text,
  email: text,
  name: text,
  role: z.enum(ROLES),
  tags: z.array(text),
  created_at: moment,
  expires_at: moment,
})

export const Key = z
  .object({
    id: text,
    name: text,
    prefix: text,
    scopes: z.array(z.enum(SCOPES)),
    account_ids: maybe(z.array(uuid)),
    embed_origins: z.array(text),
    expires_at: maybe(moment),
    created_at: moment,
    last_used_at: maybe(moment),
  })
  .meta({ id: 'Key' })
export const NewKey = Key.extend({ key: text.describe('Only here.') }).meta({ id: 'NewKey' })
