import { type AnyElysia, Elysia } from 'elysia'
import { accessRoutes } from './access/routes.ts'
import { importRoutes } from './accounts/import-routes.tsx'
import { accountRoutes } from './accounts/routes.tsx'
import { bulkRoutes } from './bulk/routes.tsx'
import { captureRoutes } from './connections/capture-routes.ts'
import { extensionRoutes } from './connections/extension-routes.ts'
import { connectionPages } from './connections/page-routes.tsx'
import { connectionRoutes } from './connections/routes.ts'
import type { Deps } from './deps.ts'
import { eventRoutes } from './events/routes.tsx'
import { frameFor } from './frame/frame.ts'
import { geoRoutes } from './geo/routes.tsx'
import { homeRoutes } from './home/routes.tsx'
import { assets } from './http/assets.ts'
import { bodies } from './http/body.ts'
import { createFlashes } from './http/flashes.ts'
import { hardening } from './http/hardening.ts'
import { repeatable } from './http/idempotency.ts'
import { negotiate } from './http/negotiate.tsx'
import { openApiOf } from './http/openapi.ts'
import { queries } from './http/query.ts'
import { serviceRoutes } from './http/service.ts'
import { themeRoutes } from './http/theme.ts'
import { jobRoutes } from './jobs/routes.tsx'
import { liveRoutes } from './live/routes.ts'
import { signingRoutes } from './onlyfans/routes.ts'
import { rulesCard } from './onlyfans/rules-card.tsx'
import { rulesRoutes } from './onlyfans/rules-routes.tsx'
import { recountFree } from './pool/free.ts'
import { poolRoutes } from './pool/routes.tsx'
import { sourceRoutes } from './pool/source-routes.tsx'
import { poolFeed } from './pool/sources-card.tsx'
import { webshareRoutes } from './pool/webshare-routes.tsx'
import { privacyRoutes } from './privacy/routes.tsx'
import { givenProxyRoutes } from './proxies/given-routes.tsx'
import { proxyRecordRoutes } from './proxies/record-routes.tsx'
import { proxyRoutes } from './proxies/routes.tsx'
import { proxyUiRoutes } from './proxies/ui-routes.tsx'
import { OPERATIONS, TAGS } from './reference/operations.ts'
import { referenceRoutes } from './reference/routes.tsx'
import { settingsRoutes } from './settings/routes.tsx'
import { keyRoutes } from './team/key-routes.tsx'
import { teamRoutes } from './team/routes.tsx'
import { securityRoutes } from './team/security-routes.tsx'
import { setupGate, setupRoutes } from './team/setup-routes.tsx'
import { signInRoutes } from './team/sign-in-routes.tsx'
import { deliveryRoutes } from './webhooks/delivery-routes.tsx'
import { webhookRoutes } from './webhooks/routes.tsx'

// Nobody reads the types of the routes from here, and all of them together are more than the compiler follows.

/** The whole product on one screen: plugins in order, then features in order. */
export function createApp(deps: Deps): AnyElysia {
  const app = new Elysia({ name: 'mooring' })
    .use(hardening(deps.config))
    .use(setupGate(deps))
    .use(negotiate(deps.config, deps.log, { frameFor: frameFor(deps), flashes: createFlashes(deps.config, deps.now) }))
    .use(bodies())
    .use(queries())
    .use(repeatable(deps))
    .use(assets())
    .use(themeRoutes(deps.config))
    .use(serviceRoutes(deps))
    .use(signInRoutes(deps))
    .use(securityRoutes(deps))
    .use(setupRoutes(deps))
    .use(teamRoutes(deps))
    .use(keyRoutes(deps))
    .use(
      settingsRoutes(deps, {
        sources: (actor) => poolFeed(deps, actor),
        rules: () => rulesCard(deps),
        settingsChanged: (tx) => recountFree(tx, deps.now()),
      }),
    )
    .use(homeRoutes(deps))
    .use(accountRoutes(deps))
    .use(importRoutes(deps))
    .use(eventRoutes(deps))
    .use(jobRoutes(deps))
    .use(liveRoutes(deps))
    .use(geoRoutes(deps))
    .use(poolRoutes(deps))
    .use(sourceRoutes(deps))
    .use(webshareRoutes(deps))
    .use(proxyRoutes(deps))
    .use(proxyRecordRoutes(deps))
    .use(givenProxyRoutes(deps))
    .use(webhookRoutes(deps))
    .use(deliveryRoutes(deps))
    .use(connectionRoutes(deps))
    .use(connectionPages(deps))
    .use(accessRoutes(deps))
    .use(privacyRoutes(deps))
    .use(captureRoutes(deps))
    .use(extensionRoutes(deps))
    .use(bulkRoutes(deps))
    .use(proxyUiRoutes(deps))
    .use(signingRoutes(deps))
    .use(rulesRoutes(deps))
    .use(referenceRoutes())
  return app.get('/openapi.json', () => openApiOf(app.routes, OPERATIONS, TAGS))
}
