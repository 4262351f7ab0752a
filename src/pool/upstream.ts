import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { Net } from '#src/net/net.ts'
import { createWebshare, type Webshare, type WebshareAccess } from '#src/net/webshare.ts'
import type { Source } from './source-store.ts'

// One client per door out: it counts the calls of every key, whoever makes them.
const clients = new WeakMap<Net, Webshare>()

export function webshareOf({ webshare, config, net }: Pick<Deps, 'webshare' | 'config' | 'net'>): Webshare {
  if (webshare) return webshare
  const client = clients.get(net) ?? createWebshare(config.webshare.apiUrl, net)
  clients.set(net, client)
  return client
}

export const keyPlaceOf = (sourceId: string) => ({ table: 'pool_sources', column: 'api_key', row: sourceId })

/** What is needed to ask Webshare for a source's list. Throws for a source without a key, which only lists are. */
export function accessOf({ secrets }: Pick<Deps, 'secrets'>, { id, apiKey, planId, proxyMode }: Source): WebshareAccess {
  if (apiKey === null) throw new Error(`Pool source ${id} has no key`)
  return { apiKey: secrets.open(apiKey, keyPlaceOf(id)), planId, mode: proxyMode }
}

/** Whether the network of this server works, as far as the API's host can tell. */
export const webshareAnswers = (deps: Deps): Promise<boolean> => webshareOf(deps).answers()

export const webshareUnavailable = (message = 'Webshare cannot be reached and no pool is stored yet') =>
  new AppError(503, 'WEBSHARE_UNAVAILABLE', message)
