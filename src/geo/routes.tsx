import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { clientIp } from '#src/http/client-ip.ts'
import { AppError } from '#src/http/errors.ts'
import { limitsOf } from '#src/http/rate-limit.ts'
import { reply } from '#src/http/reply.ts'
import { countryOfIp } from '#src/net/ip-country.ts'
import { WhatsMyIp } from '#views/geo.tsx'
import { countryName } from './places.ts'

const ASKING = { name: 'whatsmyip', quota: 60, windowMs: 60_000 }

/** What is my IP: open to everybody, so that the extension and a proxied browser can see where they come out. */
export const geoRoutes = (deps: Deps) =>
  new Elysia().get('/api/whatsmyip', ({ request }) => {
    const ip = clientIp(deps.config, request)
    const headers = limitsOf(deps).take(ASKING, ip ?? 'unknown')
    if (ip === null) throw new AppError(503, 'GEO_UNAVAILABLE', 'Your address cannot be told')
    const country = countryOfIp(ip) ?? undefined
    return reply(
      { success: true, data: { ip, ...(country && { country }) } },
      {
        html: () => <WhatsMyIp ip={ip} country={country && countryName(country)} />,
        title: 'Your address',
        bare: true,
        headers: { ...headers, 'cache-control': 'no-store' },
      },
    )
  })
