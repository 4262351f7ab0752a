import { z } from 'zod'

export const EraseBody = z.object({
  /** The account's name, typed. */
  confirm: z.string('is required').min(1, 'is required').max(500, 'is too long'),
})
export type EraseBody = z.output<typeof EraseBody>
