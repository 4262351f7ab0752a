import type { ProxyMode } from '#tests/fakes/proxy.ts'
import { type Client, until } from '#tests/support/client.ts'
import { AGENCY } from './agency.ts'
import type { DemoOutside } from './outside.ts'
import { type DemoPaste, signIn } from './sessions.ts'

/** The last few are left for whoever looks at the demo to assign. */
const WITHOUT_EXIT = 3

/** How some proxies break after they were given out, each in a way of its own. */
const BREAKAGES: ProxyMode[] = ['refuse', '407', 'reset', '502', 'slow']

/** Gives the agency its accounts, exits and sessions, breaks a few, and lets Mooring find out. */
export async function fill(call: Client, outside: DemoOutside): Promise<DemoPaste> {
  await until('the pool is filled', async () => {
    const { body } = await call('GET', '/api/proxy/webshare/available-countries')
    return body.data?.length > 0
  })
  const ids: string[] = []
  for (const { name, username, tags, country } of AGENCY) {
    const { body } = await call('POST', '/api/accounts', { name, username, tags })
    ids.push(body.data.id)
    if (country) await call('PUT', `/api/proxy/account/${body.data.id}/preference`, { proxy_region_preference: country })
  }
  const [own, ...automatic] = ids.slice(0, -WITHOUT_EXIT)
  const addresses: string[] = []
  for (const id of automatic) {
    const { body } = await call('POST', `/api/proxy/account/${id}/assign-auto`)
    addresses.push(body.data.proxy_address)
  }
  const { host, port, username, password } = outside.manual
  await call('POST', `/api/proxy/account/${own}/set-manual`, {
    proxy_address: host,
    proxy_port: port,
    proxy_username: username,
    proxy_password: password,
    proxy_country_code: 'NL',
    proxy_city_name: 'Amsterdam',
  })
  for (const [index, mode] of BREAKAGES.entries()) await outside.breakProxy(addresses[index * 4] ?? '', mode)
  await Promise.all(ids.slice(0, -WITHOUT_EXIT).map((id) => call('POST', `/api/proxy/account/${id}/test`)))
  return await signIn(call, outside, ids)
}
