import { z } from 'zod'
import { PERMISSIONS } from '#src/settings/permissions.ts'
import { count, maybe, moment, text, uuid } from './common.ts'

export const Connection = z
  .object({
    status: z.enum(['active', 'expired', 'awaiting_2fa']),
    id: text,
    userData: z.object({ id: text, name: text, username: text, avatar: maybe(text) }),
    permissions: z.array(z.enum(PERMISSIONS)),
    expiredAt: maybe(moment),
    createdAt: moment,
    updatedAt: moment,
    clientReferenceId: maybe(text),
    imported: z.boolean(),
    lastCheckedAt: maybe(moment),
  })
  .meta({ id: 'Connection' })

export const ConnectionList = z.object({ list: z.array(Connection), hasMore: z.boolean(), nextOffset: count.optional() })
export const WhoAmI = z.object({ id: text, name: text, permissions: z.array(z.enum(PERMISSIONS)) })
export const Forgotten = z.object({ id: text, deleted: z.literal(true) })

export const Captured = z.object({
  status: z.literal('success'),
  data: z.object({
    accountId: uuid,
    status: z
      .enum(['connected', 'pending', 'error'])
      .describe('OnlyFans said yes; the session is kept but not decided; OnlyFans said no.'),
    syncTimestamp: moment,
    warning: text.optional(),
  }),
})

export const Pairing = z.object({ code: text.describe('8 letters. Works once.'), expires_at: moment })
