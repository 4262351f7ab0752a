import { z } from 'zod'
import { invalid } from './errors.ts'

/** Most rows a list answers with at once. */
const MAX_PAGE = 200

const LIMIT = `must be a whole number from 1 to ${MAX_PAGE}`

/** What every list takes: how many rows, and where to go on. */
export const paging = {
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(MAX_PAGE, LIMIT).default(50),
  cursor: z.string().max(1000).optional(),
}

/** The place after a row, as an opaque text. It holds values, never the right to see anything. */
export const cursorAt = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')

/** The place a cursor stands for; null without one. Throws 400 for a text that is no cursor of this list. */
export function placeOf<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (!cursor) return null
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw invalid('cursor', 'is not a cursor of this list')
  }
}

export interface Page<Row> {
  rows: Row[]
  hasMore: boolean
}

/** Cuts a result that was asked for with one row more than wanted. */
export const cut = <Row>(rows: Row[], limit: number): Page<Row> => ({ rows: rows.slice(0, limit), hasMore: rows.length > limit })

/** The `page` part of a list's answer. */
export const pageJson = (nextCursor: string | null, total: number) => ({ nextCursor, hasMore: nextCursor !== null, total })
