import type { Deps } from '#src/deps.ts'
import { conflict, notFound } from '#src/http/errors.ts'
import { cursorAt, cut, placeOf } from '#src/http/paging.ts'
import type { Actor } from '#src/team/actor.ts'
import { may, seesEveryAccount } from '#src/team/actor.ts'
import { JobPlace, type JobQuery } from './input.ts'
import * as store from './store.ts'

/** A job the actor asked for, or any for those who see everything. Throws 404 for others and for none. */
export function find({ db }: Deps, id: string, actor: Actor): store.JobRow {
  const job = store.byId(db, id)
  const visible = job && (seesAll(actor) || job.createdBy === actor.id)
  if (!visible) throw notFound('Job')
  return job
}

/** The jobs the actor may see, newest first. */
export function list({ db }: Deps, { limit, cursor, type, state }: JobQuery, actor: Actor) {
  const filter = { createdBy: seesAll(actor) ? null : actor.id, type, state }
  const { rows, hasMore } = cut(store.list(db, filter, { limit: limit + 1, after: placeOf(cursor, JobPlace) }), limit)
  const last = rows.at(-1)
  return {
    rows,
    total: store.countMatching(db, filter),
    nextCursor: hasMore && last ? cursorAt([last.createdAt, last.id]) : null,
  }
}

/** Ends a job for good; what it finished so far stays done. Throws 409 JOB_ENDED when it had ended. */
export function cancel(deps: Deps, id: string, actor: Actor): store.JobRow {
  find(deps, id, actor)
  if (!deps.jobs.cancel(id)) throw conflict('JOB_ENDED', 'This job has ended already')
  return find(deps, id, actor)
}

// A manager's key that is limited to some accounts does not see what was done to the others, and one for a single purpose sees
// and stops only what it started itself.
const seesAll = (actor: Actor) => may(actor, { role: 'manager', scope: 'admin' }) && seesEveryAccount(actor)
