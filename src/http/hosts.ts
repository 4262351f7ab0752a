import type { Config } from '#src/config.ts'

type Site = Pick<Config, 'publicUrl' | 'port'>

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }
const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a Host header names this server: its public address, or this machine. Any other name is one that somebody points
 * at us from a page of theirs (DNS rebinding).
 * The port that the server really has counts as well, for when the configuration leaves it open.
 * @param listensOn that port.
 */
export function hostCheck({ publicUrl, port }: Site, listensOn: () => number | undefined): (host: string) => boolean {
  const { hostname, protocol } = publicUrl
  const allowed = new Set([publicUrl.host, `${hostname}:${publicUrl.port || DEFAULT_PORTS[protocol]}`, ...localHosts(port)])
  return (host) => {
    const name = host.toLowerCase()
    // Last, because asking for the port is a call of the system each time.
    return allowed.has(name) || localHosts(listensOn() ?? port).includes(name)
  }
}

const localHosts = (port: number) => LOCAL_NAMES.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
