import { z } from 'zod'
import { JOB_STATES } from '#db/schema/jobs.ts'
import { paging } from '#src/http/paging.ts'

export const JobQuery = z.object({
  ...paging,
  type: z.string().max(50).optional(),
  state: z.enum(JOB_STATES, `must be one of ${JOB_STATES.join(', ')}`).optional(),
})
export type JobQuery = z.output<typeof JobQuery>

export const JobPlace = z.tuple([z.number(), z.string()])
