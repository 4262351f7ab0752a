import { Elysia } from 'elysia'
import type { Deps } from './deps.ts'
import { eventRoutes } from './events/routes.tsx'
import { geoRoutes } from './geo/routes.tsx'
import { bodies } from './http/body.ts'
import { hardening } from './http/hardening.ts'
import { repeatable } from './http/idempotency.ts'
import { negotiate } from './http/negotiate.tsx'
import { jobRoutes } from './jobs/routes.tsx'
import { settingsRoutes } from './settings/routes.tsx'

/** The whole product on one screen: plugins in order, then features in order. */
export function createApp(deps: Deps) {
  return new Elysia({ name: 'mooring' })
    .use(hardening(deps.config))
    .use(negotiate(deps.log))
    .use(settingsRoutes(deps))
    .use(eventRoutes(deps))
    .use(jobRoutes(deps))
    .use(geoRoutes(deps))
}
