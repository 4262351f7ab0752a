import { createHmac, randomInt } from 'node:crypto'
import { transact } from '#db/open.ts'
import type { Scope } from '#db/schema/team.ts'
import { accountIdFrom } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { AppError, forbidden } from '#src/http/errors.ts'
import { visible } from '#src/proxies/visible.ts'
import type { Actor } from '#src/team/actor.ts'
import * as keys from '#src/team/keys.ts'
import { memberById } from '#src/team/members-store.ts'
import { actorFor } from '#src/team/sign-in.ts'
import type { ApiKey } from '#src/team/store.ts'
import * as store from './pairing-store.ts'

const LASTS_MS = 10 * 60_000
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

/** What the key of a browser may do: see its accounts, use and report their proxies, hand over sessions. Never more than its owner. */
export const EXTENSION_SCOPES: Scope[] = ['accounts:read', 'proxy:read', 'proxy:write', 'proxy:credentials', 'connections:write']

export interface NewPairing {
  code: string
  expiresAt: number
}

/** Makes a code with which one browser of the caller gets a key of its own. @param accountIds null: every account they see. */
export function offer(deps: Deps, accountIds: string[] | null, actor: Actor): NewPairing {
  if (actor.kind !== 'user' || actor.id === null) throw forbidden('Only a member pairs a browser, not a key')
  const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const createdAt = deps.now()
  const expiresAt = createdAt + LASTS_MS
  const ids = accountIds?.map((text) => visible(deps.db, accountIdFrom(text), actor).accountId) ?? null
  transact(deps.db, (tx) => {
    store.add(tx, {
      codeHash: hashOf(deps, code),
      createdBy: actor.id ?? '',
      accountIds: ids,
      createdAt,
      expiresAt,
      usedAt: null,
    })
  })
  return { code, expiresAt }
}

export interface Browser {
  code: string
  extensionId: string
  /** What the key is listed under. */
  name: string
}

/**
 * Gives a browser a key of its own, which belongs to whoever made the code. Works once. Throws 404 for a code that is unknown, used
 * or too old.
 */
export function pair(
  deps: Deps,
  { code, extensionId, name }: Browser,
  from: { ip: string | null; requestId: string | null },
): { key: ApiKey; text: string } {
  const pairing = transact(deps.db, (tx) => store.use(tx, hashOf(deps, code), deps.now()))
  const owner = pairing && memberById(deps.db, pairing.createdBy)
  if (!owner || owner.disabledAt !== null) throw codeIsOver()
  const actor = actorFor(owner, from)
  const wished = { name, scopes: EXTENSION_SCOPES, accountIds: pairing.accountIds, embedOrigins: [], expiresAt: null }
  const made = keys.make(deps, wished, actor)
  transact(deps.db, (tx) => {
    store.addBrowser(tx, { keyId: made.key.id, extensionId, name, pairedAt: deps.now() })
    record(tx, deps.now(), actor, { type: 'extension.paired', data: { key_id: made.key.id, browser: name } })
  })
  return made
}

const codeIsOver = () => new AppError(404, 'NOT_FOUND', 'This code is not known, was used, or is too old. Make a new one.')

// Keyed: eight letters are guessed from a plain hash.
const hashOf = ({ secrets }: Deps, code: string) =>
  createHmac('sha256', secrets.derive('mooring/pairing/v1')).update(code.toUpperCase()).digest('base64url')
