// By file, never by name: Bun answers the bare name `undici` with a stub that ignores its dispatcher and goes out directly.
import { Client, Pool, ProxyAgent } from 'undici/index.js'

export { Client, Pool }

/** Throws when the HTTP client is Bun's stub instead of the real one; the program must not start then. */
export function assertRealUndici(client: typeof Client = Client, agent: typeof ProxyAgent = ProxyAgent) {
  const isReal = 'request' in client.prototype && 'dispatch' in agent.prototype && client.prototype.constructor === client
  if (!isReal)
    throw new Error('The HTTP client is not the real undici: refusing to start, because requests could leave without a proxy')
}
