import type { Descriptions } from '#src/http/described.ts'

const tag = 'Service'

export const SERVICE: Descriptions = {
  'GET /healthz': { tag, id: 'isAlive', summary: 'Tell whether the process answers', type: 'text/plain' },
  'GET /readyz': {
    tag,
    id: 'isReady',
    summary: 'Tell whether the database is writable and migrated',
    type: 'text/plain',
    refusals: { 503: 'NOT_READY' },
  },
  'GET /metrics': {
    tag,
    id: 'getMetrics',
    summary: 'Get figures for Prometheus',
    type: 'text/plain',
    refusals: { 401: 'UNAUTHORIZED' },
    security: [{ metricsToken: [] }, {}],
  },
  'GET /openapi.json': { tag, id: 'getDescription', summary: 'Get this description', type: 'application/json' },
  'GET /docs': { tag, id: 'readDescription', summary: 'Read this description', type: 'text/html' },
  'GET /docs/:file': { tag, id: 'getDocsFile', summary: 'Get a script of that page', type: 'text/javascript' },
  'GET /assets/flags/:file': { tag, id: 'getFlag', summary: 'Get the flag of a country', type: 'image/svg+xml' },
  'GET /favicon.ico': { tag, id: 'getIcon', summary: 'Get the icon of the pages', type: 'image/x-icon' },
  'GET /assets/:file': { tag, id: 'getAsset', summary: 'Get a style or script of the pages', type: 'text/plain' },
}
