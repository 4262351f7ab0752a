import { type Tx, transact } from '#db/open.ts'
import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { AppError, invalid } from '#src/http/errors.ts'
import { countryOfIp } from '#src/net/ip-country.ts'
import { exitKeyOf, type ProxyServer } from '#src/net/proxy.ts'
import { readLine, UnreadableLine } from '#src/net/proxy-line.ts'
import type { Actor } from '#src/team/actor.ts'
import { type Credentials, credentialNamer, sealCredentials } from './credentials.ts'
import { applyStaged } from './diff-store.ts'
import { BACKBONE_HOST, exitOfUser, subnetOf } from './exit.ts'
import { takeIn } from './free.ts'
import * as push from './push-store.ts'
import * as store from './source-store.ts'
import { openStage, type StagedProxy } from './stage-store.ts'

const MOST_LINES = 10_000
const MOST_COMPLAINTS = 50

/** Adds a list of own proxies as a source. Throws 400 with the number and fault of every line that cannot be used. */
export function addList(
  deps: Deps,
  { name = 'Own proxies', proxies }: { name?: string | undefined; proxies: string },
  actor: Actor,
): store.Source {
  const { db, now } = deps
  const servers = serversIn(proxies)
  const id = newId('src')
  const list = stageList(deps, id, servers)
  return transact(db, (tx) => {
    store.insertSource(tx, { id, kind: 'list', origin: 'settings', name, createdAt: now() })
    list.apply(tx)
    record(tx, now(), actor, {
      type: 'pool.source_added',
      data: { source_id: id, source: name, kind: 'list', total: servers.length },
    })
    return store.sourceById(tx, id) ?? missing()
  })
}

/**
 * Reads another list for a source; `apply` puts it in the place of the old one, in the caller's transaction. What an account
 * holds and the new list lacks is marked, not dropped. Throws 400.
 */
export function listInPlaceOf(deps: Deps, source: store.Source, proxies: string): { apply(tx: Tx): void } {
  if (source.kind !== 'list') throw invalid('proxies', 'belongs to a list of own proxies')
  return stageList(deps, source.id, serversIn(proxies))
}

function serversIn(text: string): ProxyServer[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), path: `proxies.${index + 1}` }))
  const filled = lines.filter(({ line }) => line !== '' && !line.startsWith('#'))
  if (filled.length === 0) throw invalid('proxies', 'must have at least one proxy')
  if (filled.length > MOST_LINES) throw invalid('proxies', `must have at most ${MOST_LINES} lines`)
  const complaints: { path: string; message: string }[] = []
  const servers = filled.flatMap(({ line, path }) => {
    try {
      return [serverIn(line)]
    } catch (error) {
      if (!(error instanceof UnreadableLine)) throw error
      complaints.push({ path, message: error.message })
      return []
    }
  })
  if (complaints.length > 0) {
    throw new AppError(400, 'VALIDATION_ERROR', 'Some lines cannot be used', complaints.slice(0, MOST_COMPLAINTS))
  }
  return servers
}

function serverIn(line: string): ProxyServer {
  const [server, ...others] = readLine(line).readings
  if (!server) throw new UnreadableLine('This is not a proxy in any form we know')
  if (others.length > 0) throw new UnreadableLine('This can be read in two ways. Write it as user:password@host:port')
  if (server.host === BACKBONE_HOST && !exitOfUser(server.username ?? '')) {
    throw new UnreadableLine('This user changes its exit with every request. Use a numbered one')
  }
  return server
}

function stageList({ db, secrets, now }: Deps, sourceId: string, servers: ProxyServer[]) {
  const nameOf = credentialNamer(secrets, sourceId)
  const pairs = new Map<string, Credentials>()
  const staged = servers.map((server): StagedProxy => {
    const { host, port, protocol, username, password } = server
    const pair = username !== null && password !== null ? { username, password } : null
    const credentialId = pair && nameOf(pair)
    if (pair && credentialId) pairs.set(credentialId, pair)
    const user = host === BACKBONE_HOST ? exitOfUser(username ?? '') : null
    return {
      exitKey: user?.exitKey ?? exitKeyOf(server),
      ...{ host, port, protocol, credentialId, upstreamId: null, valid: true },
      ...{ countryCode: countryOfIp(host), cityName: null, cityKey: null, subnet: subnetOf(host) },
      ...{ asnNumber: null, asnName: null, highCountryConfidence: null, lastVerification: null, upstreamCreatedAt: null },
    }
  })
  const known = push.storedCredentials(db, sourceId)
  const sealed = [...pairs]
    .filter(([id]) => !known.has(id))
    .map(([id, pair]) => ({ id, sealed: sealCredentials(secrets, id, pair) }))
  return {
    apply(tx: Tx) {
      const stage = openStage(db, sourceId)
      stage.add(staged)
      push.addCredentials(tx, sourceId, sealed)
      applyStaged(tx, sourceId, now())
      takeIn(tx, sourceId, now())
      push.pushToAccounts(tx, sourceId)
      store.updateSource(tx, sourceId, { lastTriedAt: now(), lastGoodAt: now() })
      stage.clear()
    },
  }
}

function missing(): never {
  throw new Error('A source that was just written is not there')
}
