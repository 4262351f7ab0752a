const BLACK_HOLE = 'http://127.0.0.1:1'
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']
const EXEMPTIONS = ['NO_PROXY', 'no_proxy']

/**
 * Makes the environment harmless, before the first connection. Bun reads these variables again on every fetch: a NO_PROXY
 * would send a request past its proxy, an HTTP_PROXY would carry our own requests to a stranger. After this a fetch that
 * names neither a proxy nor `proxy: false` is refused by the machine itself.
 */
export function neutraliseEnvironment(environment: Record<string, string | undefined> = process.env) {
  for (const name of PROXY_VARIABLES) {
    environment[name] = BLACK_HOLE
    environment[name.toLowerCase()] = BLACK_HOLE
  }
  for (const name of EXEMPTIONS) delete environment[name]
}
