import { createApp } from '#src/app.ts'
import { ConfigError } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'

// Bun's own limit answers with a bare 413. Ours (http/body.ts) counts while it reads and answers in words; a body that is not
// read is dropped as it arrives, so none of them costs memory.
const MAX_BODY_BYTES = Number.MAX_SAFE_INTEGER
const IDLE_TIMEOUT_S = 60
/** How long requests that are running may take once we stop. */
export const DRAIN_MS = 10_000

export interface Listening {
  url: string
  /** Takes no new connections, lets running requests finish within `DRAIN_MS`, then cuts what is left. */
  stop(): Promise<void>
}

/** Opens the port. Throws ConfigError when it cannot. */
export function listen(deps: Deps): Listening {
  const { host, port } = deps.config
  const app = createApp(deps)
  try {
    // Elysia lets processes share a port unless told otherwise: a second Mooring would get every other request.
    app.listen({ hostname: host, port, reusePort: false, maxRequestBodySize: MAX_BODY_BYTES, idleTimeout: IDLE_TIMEOUT_S })
  } catch (cause) {
    throw new ConfigError(`Nothing can listen on MOORING_HOST and MOORING_PORT: ${reasonOf(cause)}.`, { cause })
  }
  const { server } = app
  if (!server) throw new Error('Elysia did not start its server')
  return {
    url: `http://${server.hostname?.includes(':') ? `[${server.hostname}]` : server.hostname}:${server.port}`,
    async stop() {
      const drained = server.stop(false)
      await Promise.race([drained, Bun.sleep(DRAIN_MS)])
      await server.stop(true)
    },
  }
}

const reasonOf = (error: unknown) => ((error as { code?: string }).code === 'EADDRINUSE' ? 'the port is taken' : 'it was refused')
