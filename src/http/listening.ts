import type { Server } from 'bun'
import type { Config } from '#src/config.ts'

const servers = new WeakMap<Config, Server<unknown>>()

/**
 * The server of an app, for what only it knows of a request: its own port and the address of the peer. Null while nothing
 * listens: a request made in a test. A handler that asks Elysia for it makes every request define a property.
 */
export const serverOf = (config: Config): Server<unknown> | null => servers.get(config) ?? null

export const rememberServer = (config: Config, server: Server<unknown>) => servers.set(config, server)
