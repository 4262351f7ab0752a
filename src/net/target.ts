/** Where a tunnel leads. The name is resolved by the proxy, never here. */
export interface Target {
  /** As `URL.hostname` gives it, without brackets. */
  host: string
  port: number
}

const DEFAULT_PORTS: Record<string, number> = { 'https:': 443, 'http:': 80 }

/** The target of an address. Throws TypeError for anything but http and https. */
export function targetOf(url: URL): Target {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port)
  if (port === undefined) throw new TypeError('Only http and https addresses can be reached')
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port }
}
