import { z } from 'zod'

export const text = z.string()
export const moment = z.iso.datetime()
export const maybe = <T extends z.ZodType>(schema: T) => schema.nullable()
export const count = z.int().min(0)
export const uuid = z.uuid()

/** A good answer of our own surface. */
export const answer = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), message: text.optional(), data })
export const nothing = z.object({ success: z.literal(true), message: text, data: z.null().optional() })
export const list = <T extends z.ZodType>(row: T) => z.object({ success: z.literal(true), data: z.array(row) })
export const paged = <T extends z.ZodType>(row: T) =>
  z.object({
    success: z.literal(true),
    data: z.array(row),
    page: z.object({ nextCursor: maybe(text), hasMore: z.boolean(), total: count }),
  })
