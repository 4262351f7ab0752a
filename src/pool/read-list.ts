import type { Webshare, WebshareAccess } from '#src/net/webshare.ts'
import type { ListedProxy, ListPage } from '#src/net/webshare-answer.ts'
import { WebshareFailure } from '#src/net/webshare-failure.ts'

export const PAGE_SIZE = 100
/** Lists up to this long are read in pages of 100, which fits the calls of one minute. */
const LONGEST_BY_HUNDREDS = 4_000
const LARGEST_PAGE = 5_000
const LARGEST_LIST = 1_000_000
/** A list that is half read is worth waiting for. */
const PATIENCE_MS = 60_000

/**
 * Reads a whole list, page by page. Throws WebshareFailure: `partial` when the list changed while it was read or a part of it
 * is missing, else what went wrong.
 */
export async function* readList(webshare: Webshare, access: WebshareAccess, signal?: AbortSignal): AsyncGenerator<ListPage> {
  await assertCompleted(webshare, access, signal)
  const start = await webshare.list(access, { page: 1, pageSize: PAGE_SIZE }, { signal })
  const { page: first, pageSize } = await widened(webshare, access, start, signal)
  const ids = new Set<string>()
  let page = first
  for (let number = 1; ; number++) {
    if (page.count !== first.count || page.count > LARGEST_LIST) throw partial('The number of proxies changed on the way.')
    for (const { id } of page.proxies) if (ids.size === ids.add(id).size) throw partial('A proxy is listed twice.')
    const isLast = page.next === null
    if (isLast !== (ids.size === page.count)) throw partial('The pages do not add up to the number of proxies.')
    // The next page is on its way while this one is put down.
    const upcoming = isLast ? null : webshare.list(access, { page: number + 1, pageSize }, { signal, patienceMs: PATIENCE_MS })
    upcoming?.catch(() => {})
    yield page
    if (!upcoming) break
    page = await upcoming
    if (page.proxies.length === 0) throw partial('A page is empty.')
  }
  if (first.count > start.proxies.length) await assertUnmoved(webshare, access, start, signal)
  await assertCompleted(webshare, access, signal)
}

async function assertCompleted(webshare: Webshare, access: WebshareAccess, signal?: AbortSignal) {
  const state = await webshare.listState(access, { signal })
  if (state !== 'completed') throw partial('Webshare is still changing the list.')
}

// Everything behind a proxy that leaves moves up by one, so the start of the list shows best that it moved.
async function assertUnmoved(webshare: Webshare, access: WebshareAccess, start: ListPage, signal?: AbortSignal) {
  const again = await webshare.list(access, { page: 1, pageSize: PAGE_SIZE }, { signal, patienceMs: PATIENCE_MS })
  const idsOf = (proxies: ListedProxy[]) => proxies.map(({ id }) => id).join(' ')
  if (again.count !== start.count || idsOf(again.proxies) !== idsOf(start.proxies))
    throw partial('The list moved while it was read.')
}

interface Widened {
  page: ListPage
  pageSize: number
}

// At 50 calls a minute a hundred thousand proxies would take twenty minutes by hundreds. Larger pages are not documented, so
// they are only tried where they matter, and whatever comes back is accepted: fewer rows, or a refusal.
async function widened(webshare: Webshare, access: WebshareAccess, start: ListPage, signal?: AbortSignal): Promise<Widened> {
  const asItIs = { page: start, pageSize: PAGE_SIZE }
  if (start.count <= LONGEST_BY_HUNDREDS || start.next === null) return asItIs
  const pageSize = Math.min(LARGEST_PAGE, Math.ceil(start.count / LONGEST_BY_HUNDREDS) * PAGE_SIZE)
  try {
    const page = await webshare.list(access, { page: 1, pageSize }, { signal })
    return page.proxies.length > start.proxies.length ? { page, pageSize } : asItIs
  } catch (error) {
    if (error instanceof WebshareFailure && error.status === 400) return asItIs
    throw error
  }
}

const partial = (detail: string) => new WebshareFailure('partial', { detail })
