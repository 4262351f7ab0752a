import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { notFound } from '#src/http/errors.ts'
import type { ListedProxy } from '#src/net/webshare-answer.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'
import type { Actor } from '#src/team/actor.ts'
import * as cache from './cached-list-store.ts'
import { type Credentials, openCredentials } from './credentials.ts'
import type { AvailableQuery } from './input.ts'
import * as store from './source-store.ts'
import { accessOf, webshareOf, webshareUnavailable } from './upstream.ts'

/** One page of Webshare's list, and where it came from. */
export interface AvailablePage {
  from: 'live' | 'cache'
  count: number
  proxies: ListedProxy[]
}

/**
 * The list of the first Webshare source, passwords included: asked live, or from the last good pool when Webshare does not
 * answer. Who asked is recorded before anything is handed out. Throws 503 WEBSHARE_UNAVAILABLE when there is neither, 404
 * beyond the last page.
 */
export async function available(deps: Deps, query: AvailableQuery, actor: Actor): Promise<AvailablePage> {
  const source = store.webshareSources(deps.db)[0]
  if (!source) throw webshareUnavailable('No Webshare key is set')
  const page = (await live(deps, source, query)) ?? cached(deps, source, query)
  const { countries, page: number, pageSize } = query
  const data = {
    source_id: source.id,
    from: page.from,
    countries,
    page: number,
    page_size: pageSize,
    proxies: page.proxies.length,
  }
  record(deps.db, deps.now(), actor, { type: 'pool.passwords_read', data })
  return page
}

async function live(
  deps: Deps,
  source: store.Source,
  { countries, page, pageSize }: AvailableQuery,
): Promise<AvailablePage | null> {
  try {
    const answer = await webshareOf(deps).list(
      accessOf(deps, source),
      { page, pageSize, countries },
      { isUrgent: true, patienceMs: 0 },
    )
    return { from: 'live', count: answer.count, proxies: answer.proxies }
  } catch (error) {
    if (!(error instanceof WebshareFailure)) throw error
    if (error.status === 404 && page > 1) throw notFound('Page')
    deps.log.warn({ reason: error.failure, detail: error.detail }, 'Webshare did not answer; its list comes from the cache')
    return null
  }
}

function cached({ db, secrets }: Deps, source: store.Source, { countries, page, pageSize }: AvailableQuery): AvailablePage {
  if (source.lastGoodAt === null) throw webshareUnavailable()
  const { count, rows } = cache.listed(db, source.id, { countries, limit: pageSize, offset: (page - 1) * pageSize })
  if (rows.length === 0 && page > 1) throw notFound('Page')
  const opened = new Map<string, Credentials>()
  const openOnce = (id: string, sealed: string) => {
    const pair = opened.get(id) ?? openCredentials(secrets, { id, sealed })
    opened.set(id, pair)
    return pair
  }
  const proxies = rows.map(({ credentialId, sealed, ...row }) => ({
    ...row,
    address: source.proxyMode === 'direct' ? row.address : null,
    ...(credentialId && sealed ? openOnce(credentialId, sealed) : { username: '', password: '' }),
  }))
  return { from: 'cache', count, proxies }
}
