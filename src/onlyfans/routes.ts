import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import { reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { SignBody } from './input.ts'
import { dynamicRulesJson, statusJson } from './json.ts'
import { current } from './rules.ts'
import { sign } from './signing.ts'
import { describe } from './state.ts'

const SIGN = { role: 'operator', scope: 'access' } as const
const ASKING = { name: 'dynamic-rules', quota: 60, windowMs: 60_000 }
const SIGNING = { name: 'sign', quota: 60, windowMs: 60_000 }

/** The rules that requests to OnlyFans are signed by, and signatures by them, for programs that make requests of their own. */
export const signingRoutes = (deps: Deps) => {
  const rulesNow = async () => {
    const rules = await current(deps)
    if (!rules) throw new AppError(503, 'RULES_OUTDATED', 'No source has signing rules, and nobody entered any')
    return rules
  }

  return new Elysia()
    .use(auth(deps))
    .get('/v2/dynamic-rules', async () => reply(dynamicRulesJson(describe(await rulesNow(), deps.now()), deps.now())), {
      access: SIGN,
      limit: ASKING,
    })
    .get('/v2/dynamic-rules/status', async () => reply(statusJson(describe(await rulesNow(), deps.now()), deps.now())), {
      access: SIGN,
      limit: ASKING,
    })
    .post(
      '/v2/dynamic-rules/sign',
      async ({ body: { endpoint, time = deps.now(), 'user-id': userId = '0' } }) => {
        const { rules } = await rulesNow()
        const signature = sign(rules, { path: endpoint, userId, time })
        return reply({ signed: { sign: signature, time: String(time), 'user-id': userId, 'app-token': rules.appToken } })
      },
      { access: SIGN, limit: SIGNING, body: SignBody },
    )
}
