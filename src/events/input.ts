import { z } from 'zod'
import { paging } from '#src/http/paging.ts'

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const filters = {
  type: optional(z.string().regex(/^[a-z_]+(\.[a-z_]+)?$/, 'must be a type of event or the noun in front of its dot')),
  account: optional(z.string().max(60, 'must be an account id')),
  actor: optional(z.string().max(60, 'must be the id of a member or key')),
  since: optional(
    z.iso.datetime({ offset: true, error: 'must be a time like 2026-11-22T12:00:00Z' }).transform((text) => Date.parse(text)),
  ),
}

export const EventQuery = z.object({ ...paging, ...filters })
export type EventQuery = z.output<typeof EventQuery>

/** The same filters for the whole log as a file. */
export const ExportQuery = z.object({ ...filters, format: optional(z.literal('csv', 'must be csv')) })
export type ExportQuery = z.output<typeof ExportQuery>
