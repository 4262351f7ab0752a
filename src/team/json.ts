import { iso, isoOrNull } from '#src/http/times.ts'
import type { SentInvite } from './invites.ts'
import type { Invite } from './invites-store.ts'
import type { FactorState } from './second-factor.ts'
import type { SignedIn } from './sign-in.ts'
import type { ApiKey, SignIn, User } from './store.ts'

const userJson = ({ id, email, name, role }: User) => ({ id, email, name, role })

export const signedInJson = ({ token, expiresAt, user, awaitsTotp }: SignedIn) => ({
  token,
  token_type: 'Bearer',
  expires_at: iso(expiresAt),
  user: userJson(user),
  ...(awaitsTotp && { totp_setup_required: true }),
})

export const factorJson = ({ since, recoveryCodesLeft, isRequired }: FactorState) => ({
  enabled: since !== null,
  enabled_at: isoOrNull(since),
  recovery_codes_left: recoveryCodesLeft,
  required: isRequired,
})

/** @param present the sign-in that asks. */
export const signInJson = ({ id, createdAt, expiresAt, ip, userAgent }: SignIn, present: string | null) => ({
  id,
  created_at: iso(createdAt),
  expires_at: iso(expiresAt),
  ip,
  user_agent: userAgent,
  current: id === present,
})

export const memberJson = (user: User) => ({
  ...userJson(user),
  tags: user.tags,
  disabled: user.disabledAt !== null,
  created_at: iso(user.createdAt),
  last_seen_at: isoOrNull(user.lastSeenAt),
})

/** A member as they see themselves. */
export const meJson = (user: User) => ({ ...userJson(user), tags: user.tags })

export const sentInviteJson = ({ id, url, expiresAt }: SentInvite) => ({ id, url, expires_at: iso(expiresAt) })

export const inviteJson = ({ id, email, name, role, tags, createdAt, expiresAt }: Invite) => ({
  id,
  email,
  name,
  role,
  tags,
  created_at: iso(createdAt),
  expires_at: iso(expiresAt),
})

export const keyJson = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  account_ids: key.accountIds,
  embed_origins: key.embedOrigins,
  expires_at: isoOrNull(key.expiresAt),
  created_at: iso(key.createdAt),
  last_used_at: isoOrNull(key.lastUsedAt),
})
