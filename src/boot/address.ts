import type { Config } from '#src/config.ts'

/** Where this machine reaches its own Mooring: a wildcard address is not one that can be connected to. */
export function ownUrl({ host, port }: Pick<Config, 'host' | 'port'>): URL {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new URL(`http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`)
}

/** With port 0 the system chooses one; it is chosen before anything else, so that links name the real one. */
export function withRealPort(config: Config): Config {
  if (config.port !== 0) return config
  const probe = Bun.listen({ hostname: config.host, port: 0, socket: { data() {} } })
  const { port } = probe
  probe.stop(true)
  const publicUrl = new URL(config.publicUrl)
  if (!config.setByEnvironment.has('MOORING_PUBLIC_URL')) publicUrl.port = String(port)
  return Object.freeze({ ...config, port, publicUrl })
}
