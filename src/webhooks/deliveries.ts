import { z } from 'zod'
import { transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { conflict, notFound } from '#src/http/errors.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import { iso } from '#src/http/times.ts'
import type { Actor } from '#src/team/actor.ts'
import { sendNow } from './deliver.ts'
import * as store from './delivery-store.ts'
import * as endpoints from './endpoints.ts'
import type { DeliveryQuery } from './input.ts'
import { answerPlace } from './settle.ts'
import { TEST } from './types.ts'

/** A delivery with every try of it, the answers opened. */
export interface Delivery extends store.DeliveryRow {
  tries: store.AttemptRow[]
}

/** The deliveries of an endpoint, newest first. Throws 404. */
export function list(deps: Deps, endpointId: string, { limit, cursor, state }: DeliveryQuery) {
  const filter = { endpointId: endpoints.find(deps, endpointId).id, state }
  const before = placeOf(cursor, z.number())
  const { rows, hasMore } = cut(store.list(deps.db, filter, { limit: limit + 1, before }), limit)
  const last = rows.at(-1)
  return {
    rows: withTries(deps, rows),
    total: store.countMatching(deps.db, filter),
    nextCursor: hasMore && last ? cursorAt(last.sequence) : null,
  }
}

/** Sends a test to an endpoint and waits for what comes of it. It is tried once. Throws 404. */
export async function test(deps: Deps, endpointId: string, actor: Actor): Promise<Delivery> {
  const { db, now } = deps
  const endpoint = endpoints.find(deps, endpointId)
  const id = newId('msg')
  transact(db, (tx) => {
    const data = { message: 'This is a test. Nothing has happened.' }
    const body = JSON.stringify({ id, type: TEST, timestamp: iso(now()), data })
    store.add(tx, [{ id, endpointId, eventId: null, type: TEST, orderKey: null, body, createdAt: now() }])
    noteSending(deps, tx, 'webhook.tested', endpoint, actor)
  })
  await sendNow(deps, id)
  return find(deps, id)
}

/**
 * Sends a delivery now and waits for what comes of it. One that had ended is tried like a new one, outside of the order, because its
 * place in it has passed. Throws 404; 409 DELIVERY_WAITS_IN_ORDER while an earlier one has to go first.
 */
export async function resend(deps: Deps, id: string, actor: Actor): Promise<Delivery> {
  const { db, now } = deps
  transact(db, (tx) => {
    const delivery = store.byId(tx, id)
    if (!delivery) throw notFound('Delivery')
    if (delivery.state !== 'pending') {
      store.update(tx, id, { state: 'pending', attempts: 0, orderKey: null, nextAttemptAt: now(), finishedAt: null })
    } else if (!store.isFirst(tx, id)) {
      throw conflict('DELIVERY_WAITS_IN_ORDER', 'An earlier delivery about the same account has to go first')
    }
    noteSending(deps, tx, 'webhook.resent', endpoints.find(deps, delivery.endpointId), actor, delivery.type)
  })
  await sendNow(deps, id)
  return find(deps, id)
}

/** How many deliveries of an endpoint are in which state, and when one last arrived. */
export interface Summary {
  waiting: number
  failed: number
  /** Milliseconds since 1970; null while none did. */
  lastArrivedAt: number | null
}

export function summaries({ db }: Pick<Deps, 'db'>): ReadonlyMap<string, Summary> {
  const found = new Map<string, Summary>()
  for (const { endpointId, state, number, finishedAt } of store.tallies(db)) {
    const summary = found.get(endpointId) ?? { waiting: 0, failed: 0, lastArrivedAt: null }
    if (state === 'pending') summary.waiting = number
    if (state === 'failed') summary.failed = number
    if (state === 'delivered') summary.lastArrivedAt = finishedAt
    found.set(endpointId, summary)
  }
  return found
}

function find(deps: Deps, id: string): Delivery {
  const row = store.byId(deps.db, id)
  const [found] = row ? withTries(deps, [row]) : []
  if (!found) throw notFound('Delivery')
  return found
}

function withTries({ db, secrets }: Deps, rows: readonly store.DeliveryRow[]): Delivery[] {
  const tries = store
    .attemptsOf(
      db,
      rows.map(({ id }) => id),
    )
    .map((one) => ({ ...one, answer: one.answer === null ? null : secrets.open(one.answer, answerPlace(one)) }))
  return rows.map((row) => ({ ...row, tries: tries.filter(({ deliveryId }) => deliveryId === row.id) }))
}

function noteSending(
  deps: Deps,
  tx: Parameters<typeof record>[0],
  type: string,
  { id, url }: endpoints.Endpoint,
  actor: Actor,
  sent?: string,
) {
  const data = { webhook_id: id, host: new URL(url).host, ...(sent !== undefined && { type: sent }) }
  record(tx, deps.now(), actor, { type, data })
}
