import type { Deps } from '#src/deps.ts'
import { foldCity, normaliseCountry } from '#src/geo/places.ts'
import type { Webshare, WebshareAccess } from '#src/net/webshare.ts'
import type { ListedProxy } from '#src/net/webshare-answer.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'
import { type Credentials, credentialNamer } from './credentials.ts'
import { exitOf } from './exit.ts'
import { readList } from './read-list.ts'
import type { Stage, StagedProxy } from './stage-store.ts'

export interface Progress {
  total(count: number): void
  done(count: number): void
}

/**
 * Reads the whole list of a source onto its stage. Returns the user names and passwords in it, by the ids of their rows.
 * Throws WebshareFailure unless every page was read and all of it agrees; the stage then means nothing.
 */
export async function collect(
  { secrets }: Pick<Deps, 'secrets'>,
  webshare: Webshare,
  access: WebshareAccess,
  { sourceId, stage, progress, signal }: { sourceId: string; stage: Stage; progress: Progress; signal?: AbortSignal | undefined },
): Promise<Map<string, Credentials>> {
  const credentials = new Map<string, Credentials>()
  const toStaged = stagedFrom(access.mode, remembering(credentials, credentialNamer(secrets, sourceId)))
  let read = 0
  let unusable = 0
  for await (const { count, proxies } of readList(webshare, access, signal)) {
    const staged = proxies.map(toStaged).filter((proxy) => proxy !== null)
    stage.add(staged)
    read += proxies.length
    unusable += proxies.length - staged.length
    progress.total(count)
    progress.done(read)
  }
  if (unusable > 0 && unusable === read) {
    throw new WebshareFailure('bad_answer', { detail: 'The list has no numbered users: their exits change with every request.' })
  }
  return credentials
}

// Nearly every proxy has the same pair, so its name is made once.
function remembering(known: Map<string, Credentials>, nameOf: (pair: Credentials) => string) {
  const names = new Map<string, string>()
  return (username: string, password: string) => {
    const pair = `${username}\n${password}`
    let name = names.get(pair)
    if (name === undefined) {
      name = nameOf({ username, password })
      names.set(pair, name)
      known.set(name, { username, password })
    }
    return name
  }
}

function stagedFrom(mode: WebshareAccess['mode'], credentialIdOf: (username: string, password: string) => string) {
  const cityKeyOf = cached(foldCity)
  const countryOf = cached(normaliseCountry)
  return (proxy: ListedProxy): StagedProxy | null => {
    const exit = exitOf(proxy, mode)
    if (!exit) return null
    const { username, password, countryCode, cityName } = proxy
    return {
      ...exit,
      upstreamId: proxy.id,
      protocol: 'http',
      credentialId: username === '' && password === '' ? null : credentialIdOf(username, password),
      countryCode: countryCode ? countryOf(countryCode) : null,
      cityName: cityName || null,
      cityKey: cityName ? cityKeyOf(cityName) || null : null,
      asnNumber: proxy.asnNumber,
      asnName: proxy.asnName,
      highCountryConfidence: proxy.highCountryConfidence,
      valid: proxy.valid,
      lastVerification: proxy.lastVerification,
      upstreamCreatedAt: proxy.createdAt,
    }
  }
}

function cached<T>(make: (text: string) => T) {
  const known = new Map<string, T>()
  return (text: string): T => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    known.set(text, made)
    return made
  }
}
