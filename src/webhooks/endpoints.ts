import { type Queryable, transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { invalid, notFound } from '#src/http/errors.ts'
import { NetFailure } from '#src/net/failure.ts'
import { targetOf } from '#src/net/target.ts'
import type { Actor } from '#src/team/actor.ts'
import { moveAll } from './delivery-store.ts'
import { latest } from './event-store.ts'
import type { NewWebhook, WebhookPatch } from './input.ts'
import { newSecret, placeOf } from './secret.ts'
import * as store from './store.ts'

/** How long the secret before the newest one goes on signing. */
export const FORMER_LASTS_MS = 24 * 3_600_000

/** An endpoint with its address opened. */
export interface Endpoint extends Omit<store.EndpointRow, 'url' | 'secret' | 'formerSecret' | 'cursor'> {
  url: string
}

export const list = (deps: Deps): Endpoint[] => store.all(deps.db).map((row) => opened(deps, row))

/** Those that were switched off because they failed, not by hand. */
export const switchedOff = (deps: Pick<Deps, 'db' | 'secrets'>) =>
  store.all(deps.db).flatMap((row) => {
    const { id, disabledAt, disabledWhy } = row
    return disabledAt === null || disabledWhy === 'by_hand' ? [] : [{ id, host: hostOf(deps, row), why: disabledWhy ?? '' }]
  })

/** Throws 404. */
export const find = (deps: Deps, id: string): Endpoint => opened(deps, rowOf(deps.db, id))

/** The host that an endpoint is at: all of its address that is told anywhere but to owners. */
export const hostOf = ({ secrets }: Pick<Deps, 'secrets'>, { id, url }: Pick<store.EndpointRow, 'id' | 'url'>) =>
  new URL(secrets.open(url, placeOf(id, 'url'))).host

/**
 * Adds an endpoint, which is told of what happens from now on. Only this answer and that of `rotate` ever hold a secret. Throws 400 for
 * an address that may not be sent to.
 */
export async function add(deps: Deps, wished: NewWebhook, actor: Actor): Promise<{ endpoint: Endpoint; secret: string }> {
  await assertReachable(deps, wished.url)
  const { secrets, now } = deps
  const id = newId('whk')
  const secret = newSecret()
  const row = transact(deps.db, (tx): store.EndpointRow => {
    const made: store.EndpointRow = {
      id,
      url: secrets.seal(wished.url.href, placeOf(id, 'url')),
      description: wished.description,
      events: wished.events,
      signature: wished.signature,
      secret: secrets.seal(secret, placeOf(id, 'secret')),
      formerSecret: null,
      formerSecretUntil: null,
      cursor: latest(tx),
      createdAt: now(),
      updatedAt: now(),
      disabledAt: null,
      disabledWhy: null,
    }
    store.insert(tx, made)
    note(deps, tx, made, 'webhook.created', actor, { ...(made.events.length > 0 && { events: made.events }) })
    return made
  })
  return { endpoint: opened(deps, row), secret }
}

/** Changes what the patch names. Throws 404, and 400 for an address that may not be sent to. */
export async function change(deps: Deps, id: string, patch: WebhookPatch, actor: Actor): Promise<Endpoint> {
  rowOf(deps.db, id)
  if (patch.url) await assertReachable(deps, patch.url)
  return transact(deps.db, (tx): Endpoint => {
    const before = rowOf(tx, id)
    const { url, enabled, ...plain } = patch
    const changed = changedIn(opened(deps, before), patch)
    if (changed.length > 0) {
      const sealed = url && { url: deps.secrets.seal(url.href, placeOf(id, 'url')) }
      store.update(tx, id, { ...named(plain), ...sealed, updatedAt: deps.now() })
      note(deps, tx, rowOf(tx, id), 'webhook.changed', actor, { changed })
    }
    if (enabled !== undefined) turn(deps, tx, before, enabled, actor)
    return opened(deps, rowOf(tx, id))
  })
}

/** Forgets an endpoint, its secret and its deliveries. Throws 404. */
export function remove(deps: Deps, id: string, actor: Actor) {
  transact(deps.db, (tx) => {
    note(deps, tx, rowOf(tx, id), 'webhook.removed', actor)
    store.remove(tx, id)
  })
}

/** Gives an endpoint a new secret. The one before signs beside it for a day, where the form of signature has room. Throws 404. */
export function rotate(deps: Deps, id: string, actor: Actor): { endpoint: Endpoint; secret: string } {
  const { secrets, now } = deps
  const secret = newSecret()
  const endpoint = transact(deps.db, (tx): Endpoint => {
    const before = rowOf(tx, id)
    const former = secrets.open(before.secret, placeOf(id, 'secret'))
    store.update(tx, id, {
      secret: secrets.seal(secret, placeOf(id, 'secret')),
      formerSecret: secrets.seal(former, placeOf(id, 'former_secret')),
      formerSecretUntil: now() + FORMER_LASTS_MS,
      updatedAt: now(),
    })
    note(deps, tx, before, 'webhook.secret_rotated', actor)
    return opened(deps, rowOf(tx, id))
  })
  return { endpoint, secret }
}

// What happened while it was off stays untold; what waited before that goes out.
function turn(deps: Deps, tx: Parameters<typeof moveAll>[0], row: store.EndpointRow, on: boolean, actor: Actor) {
  if (on === (row.disabledAt === null)) return
  const now = deps.now()
  if (on) {
    store.update(tx, row.id, { disabledAt: null, disabledWhy: null, cursor: latest(tx), updatedAt: now })
    moveAll(tx, row.id, now)
  } else {
    store.update(tx, row.id, { disabledAt: now, disabledWhy: 'by_hand', updatedAt: now })
  }
  note(deps, tx, row, on ? 'webhook.switched_on' : 'webhook.switched_off', actor, on ? {} : { reason: 'by_hand' })
}

function note(deps: Deps, tx: Queryable, row: store.EndpointRow, type: string, actor: Actor, more: Record<string, unknown> = {}) {
  record(tx, deps.now(), actor, { type, data: { webhook_id: row.id, host: hostOf(deps, row), ...more } })
}

function rowOf(db: Queryable, id: string): store.EndpointRow {
  const row = store.byId(db, id)
  if (!row) throw notFound('Webhook')
  return row
}

function opened({ secrets }: Pick<Deps, 'secrets'>, row: store.EndpointRow): Endpoint {
  const { secret: _secret, formerSecret: _former, cursor: _cursor, ...rest } = row
  return { ...rest, url: secrets.open(row.url, placeOf(row.id, 'url')) }
}

const named = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

function changedIn(before: Endpoint, { url, events, signature, description }: WebhookPatch): string[] {
  const compared: [string, unknown, unknown][] = [
    ['url', before.url, url?.href],
    ['events', before.events, events],
    ['signature', before.signature, signature],
    ['description', before.description, description],
  ]
  return compared.filter(([, from, to]) => to !== undefined && JSON.stringify(from) !== JSON.stringify(to)).map(([name]) => name)
}

const REFUSALS: Partial<Record<string, string>> = {
  not_allowed: 'points to an address that may not be sent to',
  dns: 'has a name that cannot be found',
}

// The same check comes again before each try, because names move. Our own network being down says nothing about the address.
async function assertReachable({ net }: Deps, url: URL) {
  const { host, port } = targetOf(url)
  const onlyListed = url.protocol !== 'https:'
  try {
    await net.assertAllowed(host, port, { onlyListed })
  } catch (error) {
    const refusal = error instanceof NetFailure ? REFUSALS[error.failure] : null
    if (refusal === null) throw error
    if (refusal !== undefined) throw invalid('url', onlyListed && refusal === REFUSALS.not_allowed ? NO_HTTP : refusal)
  }
}

const NO_HTTP = 'must begin with https, unless it points into a range of MOORING_ALLOW_PRIVATE_PROXIES'
