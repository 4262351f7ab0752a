import { iso, isoOrNull } from '#src/http/times.ts'
import type { JobItem, JobRow } from './store.ts'

/** A job on the wire. `error` is there only when the job failed. */
export function jobJson({ id, type, state, done, total, failed, error, createdAt, finishedAt }: JobRow, items: JobItem[]) {
  return {
    id,
    type,
    state,
    progress: { done, total, failed },
    results: items.map(({ result }) => result),
    created_at: iso(createdAt),
    finished_at: isoOrNull(finishedAt),
    ...(error !== null && { error }),
  }
}

/** A job in a list: without its results, which can be thousands. */
export function jobSummaryJson(row: JobRow) {
  const { results: _, ...summary } = jobJson(row, [])
  return summary
}
