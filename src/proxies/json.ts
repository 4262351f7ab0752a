import { iso, isoOrNull } from '#src/http/times.ts'
import type { ProxyServer } from '#src/net/proxy.ts'
import type { ReadLine } from '#src/net/proxy-line.ts'
import type { Check } from './check-store.ts'
import type { Tested } from './connectivity.ts'
import type { FormerExit } from './history-store.ts'
import type { Assignment } from './store.ts'

/** @param username of the proxy; the password never comes along. */
export const proxyJson = (proxy: Assignment, username: string | null) => ({
  proxy_id: proxy.proxyId,
  proxy_address: proxy.host,
  proxy_port: proxy.port,
  proxy_username: username,
  proxy_country_code: proxy.countryCode,
  proxy_city_name: proxy.cityName,
  proxy_assigned_at: isoOrNull(proxy.assignedAt),
  proxy_mode: proxy.mode,
  proxy_is_active: proxy.isActive,
  proxy_region_preference: proxy.regionPreference,
  proxy_city_preference: proxy.cityPreference,
})

export const assignedJson = (proxy: Assignment, username: string | null) => ({
  proxy_id: proxy.proxyId,
  proxy_address: proxy.host,
  proxy_port: proxy.port,
  proxy_username: username,
  proxy_country_code: proxy.countryCode,
  proxy_city_name: proxy.cityName,
  proxy_assigned_at: isoOrNull(proxy.assignedAt),
  proxy_mode: proxy.mode,
})

export const disabledJson = (proxy: Assignment) => ({ ...assignedJson(proxy, null), proxy_is_active: proxy.isActive })

export const manualJson = (proxy: Assignment, username: string | null) => ({
  proxy_address: proxy.host,
  proxy_port: proxy.port,
  proxy_username: username,
  proxy_country_code: proxy.countryCode,
  proxy_city_name: proxy.cityName,
  proxy_mode: proxy.mode,
  proxy_assigned_at: isoOrNull(proxy.assignedAt),
  proxy_is_active: proxy.isActive,
})

export const preferenceJson = (proxy: Assignment) => ({
  proxy_region_preference: proxy.regionPreference,
  proxy_city_preference: proxy.cityPreference,
  proxy_is_active: proxy.isActive,
})

export const newProxyJson = (proxy: Pick<Assignment, 'proxyId' | 'host' | 'port' | 'countryCode' | 'cityName'>) => ({
  proxy_id: proxy.proxyId,
  proxy_address: proxy.host,
  proxy_port: proxy.port,
  proxy_country_code: proxy.countryCode,
  proxy_city_name: proxy.cityName,
})

export const testedJson = ({ proxy, found }: Tested) => ({
  address: proxy.host,
  port: proxy.port,
  username_provided: proxy.username !== null,
  exit_ip: found.exitIp,
  latency_ms: found.latencyMs,
  ...(found.country !== null && { country: found.country }),
})

export const credentialsJson = ({ protocol, host, port, username, password }: ProxyServer, exitCountry: string | null) => ({
  protocol,
  host,
  port,
  username,
  password,
  exit_country: exitCountry,
  // Names the account once the gateway is there and switched on.
  gateway_url: null,
})

export const historyJson = (exit: FormerExit) => ({
  proxy_id: exit.proxyId,
  proxy_address: exit.host,
  proxy_port: exit.port,
  proxy_country_code: exit.countryCode,
  proxy_city_name: exit.cityName,
  proxy_mode: exit.mode,
  assigned_at: iso(exit.assignedAt),
  released_at: isoOrNull(exit.releasedAt),
  released_why: exit.releasedWhy,
})

export const checkJson = (check: Check) => ({
  at: iso(check.at),
  cause: check.cause,
  ok: check.ok,
  reason: check.reason,
  exit_ip: check.exitIp,
  country: check.country,
  latency_ms: check.latencyMs,
})

/** What was read from a line. Of the secrets in it, only whether they are there. */
export const lineJson = (line: number, { readings: [first, ...others], hasChangeUrl, name }: ReadLine) => {
  const shown = (proxy: ProxyServer) => ({
    proxy_protocol: proxy.protocol,
    proxy_address: proxy.host,
    proxy_port: proxy.port,
    proxy_username: proxy.username,
    password_provided: proxy.password !== null,
    change_url_provided: hasChangeUrl,
    name,
  })
  return { line, proxy: first ? shown(first) : null, ...(others.length > 0 && { alternatives: others.map(shown) }) }
}
