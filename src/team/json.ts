import { iso, isoOrNull } from '#src/http/times.ts'
import type { SentInvite } from './invites.ts'
import type { Invite } from './invites-store.ts'
import type { SignedIn } from './sign-in.ts'
import type { ApiKey, User } from './store.ts'

const userJson = ({ id, email, name, role }: User) => ({ id, email, name, role })

export const signedInJson = ({ token, expiresAt, user }: SignedIn) => ({
  token,
  token_type: 'Bearer',
  expires_at: iso(expiresAt),
  user: userJson(user),
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
