import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { invalid } from '#src/http/errors.ts'
import { reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { AvailableTable, CityOptions, CountryOptions } from '#views/pool-places.tsx'
import { available } from './available.ts'
import { AvailableQuery, CitiesQuery } from './input.ts'
import { availableJson } from './json.ts'
import { cities, countries } from './places.ts'

const READ = { role: 'viewer', scope: 'pool:read' } as const
// Published clients expect 401 where somebody may not read the list.
const PASSWORDS = { role: 'manager', scope: 'pool:read', refusal: 401 } as const

/** What the pool offers, in the addresses and shapes that clients of these calls know. */
export const webshareRoutes = (deps: Deps) =>
  new Elysia({ prefix: '/api/proxy/webshare' })
    .use(auth(deps))
    .get(
      '/available',
      async ({ query, actor }) => {
        const page = await available(deps, query, actor)
        const json = availableJson(page, query, deps.config.publicUrl)
        const headers = { 'cache-control': 'no-store', ...(page.from === 'cache' && { 'x-data-source': 'cache' }) }
        return reply(json, { title: 'Webshare list', html: () => <AvailableTable page={page} next={json.next} />, headers })
      },
      { access: PASSWORDS, query: AvailableQuery },
    )
    .get(
      '/available-countries',
      async () => {
        const data = await countries(deps)
        return reply({ success: true, data }, { title: 'Countries', html: () => <CountryOptions countries={data} /> })
      },
      { access: READ },
    )
    .get(
      '/available-cities',
      async ({ query }) => {
        const parsed = CitiesQuery.safeParse(query)
        if (!parsed.success) throw invalid('countryCode', parsed.error.issues[0]?.message ?? 'is invalid')
        const data = await cities(deps, parsed.data)
        return reply({ success: true, data }, { title: 'Cities', html: () => <CityOptions cities={data} /> })
      },
      { access: READ },
    )
