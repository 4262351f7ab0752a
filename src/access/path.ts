/** Where the caller's address of this program ends and OnlyFans' begins. */
export const PREFIX = '/v2/access/proxy/'
const BASE = '/api2/v2/'

export interface Wanted {
  /** Below `/api2/v2/`, without the query. */
  path: string
  /** Exactly as it is signed and sent. */
  whole: string
}

/** What a caller wants of OnlyFans. A leading `/api2/v2` is theirs to leave out. */
export function wantedIn(url: string): Wanted {
  const { pathname, search } = new URL(url)
  const rest = pathname.slice(PREFIX.length)
  const path = rest.startsWith(BASE.slice(1)) ? rest.slice(BASE.length - 1) : rest
  return { path, whole: BASE + path + search }
}
