import { Elysia } from 'elysia'
import { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { invalid } from '#src/http/errors.ts'
import { optionalBody, text } from '#src/http/fields.ts'
import { reply } from '#src/http/reply.ts'
import { requestIdOf } from '#src/http/request-id.ts'
import { iso } from '#src/http/times.ts'
import { auth } from '#src/team/auth.ts'
import { keyJson } from '#src/team/json.ts'
import { extensionOf } from './extension-origins.ts'
import { offer, pair } from './pairing.ts'
import { PAIRING } from './rights.ts'

const PairingBody = optionalBody(
  z.object({ account_ids: z.array(z.string().max(60), 'must be a list of account ids').min(1).max(1_000).nullable().optional() }),
)

const PairBody = z.object({
  code: z
    .string()
    .transform((code) => code.replaceAll(/[\s-]/g, ''))
    .pipe(z.string().regex(/^[A-Za-z]{8}$/, 'must have 8 letters')),
  extension_id: z.string().regex(/^[a-p]{32}$/, 'must be the id of an extension'),
  name: text(100),
})

/** How a browser's extension gets a key of its own. */
export const extensionRoutes = (deps: Deps) =>
  new Elysia({ prefix: '/api/extension' })
    .use(auth(deps))
    .post(
      '/pairings',
      ({ body, actor }) => {
        const { code, expiresAt } = offer(deps, body.account_ids ?? null, actor)
        return reply({ success: true, data: { code, expires_at: iso(expiresAt) } }, { status: 201 })
      },
      { access: { role: 'operator', peopleOnly: true }, body: PairingBody, idempotent: true },
    )
    .post(
      '/pair',
      ({ body, request }) => {
        const from = extensionOf(request)
        if (from !== null && from !== body.extension_id) throw invalid('extension_id', 'is not the extension that asks')
        const browser = { code: body.code, extensionId: body.extension_id, name: body.name }
        const { key, text: secret } = pair(deps, browser, { ip: clientIp(deps.config, request), requestId: requestIdOf(request) })
        return reply({ success: true, data: { ...keyJson(key), key: secret } }, { status: 201 })
      },
      { body: PairBody, limit: PAIRING },
    )
