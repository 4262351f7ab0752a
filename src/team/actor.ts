import type { Role, Scope } from '#db/schema/team.ts'

/**
 * Which accounts a caller may see. Everything a caller reads or changes is limited by it.
 * `tags`: accounts that carry one of them; `accountIds`: these alone. Null means no such limit.
 */
export interface Reach {
  tags: string[] | null
  accountIds: string[] | null
}

export const EVERYTHING: Reach = { tags: null, accountIds: null }

/** Who acts, and from where. Goes into every event. */
export interface Actor {
  kind: 'user' | 'key' | 'system'
  id: string | null
  name: string
  /** A key has its maker's role. */
  role: Role
  /** Null: everything the role allows. */
  scopes: ReadonlySet<Scope> | null
  reach: Reach
  /** The sign-in behind a member's token. */
  signInId: string | null
  /** Has to set up two-factor sign-in before anything else. */
  awaitsTotp?: boolean
  ip: string | null
  requestId: string | null
}

/** Timers and start-up work. */
export const SYSTEM: Actor = {
  kind: 'system',
  id: null,
  name: 'Mooring',
  role: 'owner',
  scopes: null,
  reach: EVERYTHING,
  signInId: null,
  ip: null,
  requestId: null,
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, manager: 2, owner: 3 }

/** What a route asks of its caller. */
export interface Access {
  role: Role
  /** Left out: any key will do. */
  scope?: Scope
  /** Only members who are signed in, no keys: for what belongs to a person. */
  peopleOnly?: boolean
  /** Also for somebody who has to set up two-factor sign-in before anything else. */
  duringSetUp?: boolean
  /** What a caller who may not is answered: 403, or 401 on the one call that was published so. */
  refusal?: 401 | 403
}

/** A member needs the role; a key needs the scope and a maker with the role, and for `admin` no limit to named accounts. */
export function may(actor: Actor, { role, scope, peopleOnly, duringSetUp }: Access): boolean {
  if (actor.awaitsTotp && !duringSetUp) return false
  if (RANK[actor.role] < RANK[role]) return false
  if (actor.scopes === null) return true
  if (peopleOnly) return false
  // Team, keys, settings and sources are of the whole installation: who may change them can see every account.
  if (scope === 'admin' && actor.reach.accountIds !== null) return false
  return scope === undefined || actor.scopes.has(scope) || actor.scopes.has('admin')
}

/** Whether no account is out of their sight: neither tags nor a key's list of accounts limit them. */
export const seesEveryAccount = ({ reach }: Actor): boolean => reach.tags === null && reach.accountIds === null

/** The one thing that a key would need besides what it has; null where more is in the way than a scope. */
export function missingScope(actor: Actor, access: Access): Scope | null {
  const { scope } = access
  if (scope === undefined || actor.scopes === null || actor.scopes.has(scope)) return null
  return may({ ...actor, scopes: new Set([scope]) }, access) ? scope : null
}
