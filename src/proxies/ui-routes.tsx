import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { normaliseCountry } from '#src/geo/places.ts'
import { page } from '#src/http/reply.ts'
import { citiesFree } from '#src/pool/free-store.ts'
import { auth } from '#src/team/auth.ts'
import { CityOptions } from '#views/proxy-forms.tsx'
import { type ParsedRow, Reading } from '#views/proxy-reading.tsx'
import { parseText } from './parse.ts'

const WRITE = { role: 'operator', scope: 'proxy:write' } as const

const ReadBody = z.object({ proxy_line: z.string().max(2_048, 'must have at most 2048 characters').default('') })
// The select that asks sends itself, under the name it has in its form.
const CitiesQuery = z.object({
  proxy_region_preference: z.string().max(10).optional(),
  preferredCountry: z.string().max(10).optional(),
})

/** Parts of forms that have no page of their own. */
export const proxyUiRoutes = (deps: Deps) =>
  new Elysia({ prefix: '/ui' })
    .use(auth(deps))
    // A post, because what is typed holds a password and addresses end up in logs.
    .post('/proxy/parse', ({ body }) => page('What was read', () => <Reading line={readLine(body.proxy_line)} />), {
      access: WRITE,
      body: ReadBody,
    })
    .get(
      '/cities',
      ({ query }) => {
        const country = normaliseCountry(query.preferredCountry ?? query.proxy_region_preference ?? '')
        const cities = country === null ? [] : citiesFree(deps.db, country)
        return page('Cities', () => <CityOptions cities={cities} chosen={null} onlyFree={query.preferredCountry !== undefined} />)
      },
      { access: WRITE, query: CitiesQuery },
    )

function readLine(text: string): ParsedRow | null {
  const [first] = parseText(text)
  if (!first) return null
  const { line, read, problem } = first
  const readings = (read?.readings ?? []).map(({ password, ...shown }) => ({ ...shown, hasPassword: password !== null }))
  return { line, readings, problem }
}
