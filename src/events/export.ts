import { csvLine } from '#src/base/csv-line.ts'
import type { Deps } from '#src/deps.ts'
import type { Actor } from '#src/team/actor.ts'
import { record } from './events.ts'
import type { ExportQuery } from './input.ts'
import { filterFor, seesAddresses } from './list.ts'
import * as store from './store.ts'

const HEADER = ['id', 'time', 'type', 'who', 'who_id', 'account', 'account_id', 'details', 'ip', 'request_id']
const STEP = 1_000

/** The log as a file, newest first, piece by piece: it may be long. It is in the log that somebody took it. */
export function exportCsv(deps: Deps, query: ExportQuery, actor: Actor): ReadableStream<Uint8Array> {
  const filter = filterFor(query, actor)
  record(deps.db, deps.now(), actor, { type: 'activity.exported', data: { type: query.type ?? null } })
  const encoder = new TextEncoder()
  const withAddress = seesAddresses(actor)
  let before: number | null = null
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(HEADER))),
    pull(controller) {
      const rows = store.list(deps.db, filter, { limit: STEP, before })
      before = rows.at(-1)?.id ?? null
      if (rows.length > 0) controller.enqueue(encoder.encode(rows.map((row) => csvLine(cellsOf(row, withAddress))).join('')))
      if (rows.length < STEP) controller.close()
    },
  })
}

const cellsOf = (event: store.EventRow, withAddress: boolean) => [
  event.id,
  new Date(event.at).toISOString(),
  event.type,
  event.actorName,
  event.actorId,
  event.accountName,
  event.accountId,
  JSON.stringify(event.data),
  withAddress ? event.ip : null,
  event.requestId,
]
