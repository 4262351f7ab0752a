import { z } from 'zod'
import type { Descriptions } from '#src/http/described.ts'
import { SyncJob } from '../shapes/accounts.ts'
import { answer, list, nothing, paged } from '../shapes/common.ts'
import { City, Country, Ip, KeyDiff, Pool, PoolProxy, SavedSource, Source, WebsharePage } from '../shapes/pool.ts'

const tag = 'Pool'

export const POOL: Descriptions = {
  'GET /api/pool': {
    tag,
    id: 'getPool',
    summary: 'Get the pool in figures',
    about: 'What is asked in the address chooses only the proxies that the page lists.',
    answer: answer(Pool),
  },
  'GET /api/pool/proxies': { tag, id: 'listPoolProxies', summary: 'List the proxies of the pool', answer: paged(PoolProxy) },
  'POST /api/pool/sync': {
    tag,
    id: 'refreshPool',
    summary: 'Refresh the pool now',
    answer: answer(SyncJob),
    status: 202,
    refusals: { 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'POST /api/pool/proxies/:id/burn': {
    tag,
    id: 'burnProxy',
    summary: 'Mark an exit as burnt',
    about: 'No account gets it any more.',
    answer: answer(PoolProxy),
  },
  'POST /api/pool/proxies/:id/unburn': {
    tag,
    id: 'unburnProxy',
    summary: 'Take the burnt mark off an exit',
    answer: answer(PoolProxy),
  },
  'GET /api/pool/sources': { tag, id: 'listSources', summary: 'List what feeds the pool', answer: paged(Source) },
  'POST /api/pool/sources': {
    tag,
    id: 'addSource',
    summary: 'Add a Webshare key, or a list of your own',
    answer: answer(SavedSource),
    status: 201,
    refusals: { 409: 'POOL_SOURCE_EXISTS', 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'PATCH /api/pool/sources/:id': {
    tag,
    id: 'changeSource',
    summary: 'Change a source',
    about: 'A key that is left out stays.',
    answer: answer(SavedSource),
    refusals: { 409: 'SET_BY_ENVIRONMENT, POOL_SOURCE_EXISTS', 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'POST /api/pool/sources/:id/key': {
    tag,
    id: 'changeSourceKey',
    summary: 'Give a source a new key',
    about:
      'Names `api_key`, or the `draft` of one that was tried. With `dry_run` the key is only tried, and what it would change is told.',
    answer: answer(z.union([SavedSource, KeyDiff])),
    refusals: { 409: 'SET_BY_ENVIRONMENT', 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'DELETE /api/pool/sources/:id': {
    tag,
    id: 'removeSource',
    summary: 'Remove a source',
    answer: nothing,
    refusals: { 409: 'SET_BY_ENVIRONMENT' },
  },
  'POST /api/pool/sources/:id/accept': {
    tag,
    id: 'acceptHeld',
    summary: 'Accept a list that was held back',
    about: 'Because it would have removed too much. It is read again, and applied if it is still the same.',
    answer: answer(SyncJob.nullable()),
    status: 202,
    refusals: { 409: 'NOTHING_HELD' },
  },

  'GET /api/proxy/webshare/available': {
    tag,
    id: 'listWebshare',
    summary: "List Webshare's proxies with their passwords",
    about:
      "Sensitive. Webshare's own envelope, asked live; `X-Data-Source: cache` when Webshare does not answer. A missing permission is 401 here.",
    answer: WebsharePage,
    refusals: { 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'GET /api/proxy/webshare/available-countries': {
    tag,
    id: 'listCountries',
    summary: 'List the countries of the pool',
    about: '`available` is how many could be assigned now.',
    answer: list(Country),
    refusals: { 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'GET /api/proxy/webshare/available-cities': {
    tag,
    id: 'listCities',
    summary: 'List the cities of a country in the pool',
    query: z.object({ countryCode: z.string().describe('ISO 3166-1 alpha-2.') }),
    answer: list(City),
    refusals: { 404: 'NOT_FOUND', 503: 'WEBSHARE_UNAVAILABLE' },
  },
  'GET /api/whatsmyip': {
    tag,
    id: 'whatsMyIp',
    summary: "Tell the caller's address",
    answer: answer(Ip),
    refusals: { 429: 'RATE_LIMITED', 503: 'GEO_UNAVAILABLE' },
  },
}
