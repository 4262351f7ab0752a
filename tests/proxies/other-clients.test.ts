import { expect, test } from 'bun:test'
import https from 'node:https'
import { ProxyAgent } from 'proxy-agent'
import { startWorld } from '#tests/support/world.ts'

// Scrapers use what Mooring tells them in a client of their own: here proxy-agent, the one that most of them have.

// Each of these means something in an address.
const USER = { username: 'us:er@home', password: 'p/ss w?rd#1%é' }

function get(url: string, proxyUrl: string, ca: string): Promise<string> {
  // Named here, or it would ask the environment and, told nothing there, connect directly.
  const agent = new ProxyAgent({ getProxyForUrl: () => proxyUrl })
  return new Promise((resolve, reject) => {
    const request = https.get(url, { agent, ca }, async (answer) => resolve(await new Response(answer as never).text()))
    request.on('error', reject)
  })
}

test.each([
  ['http', 'http', { username: 'user', password: USER.password }],
  ['socks5', 'socks5h', USER],
] as const)('credentials of a %s proxy lead another client out by its exit', async (protocol, scheme, user) => {
  const world = await startWorld()
  // Only the proxy knows the name.
  const proxy = await world.proxy({ protocol, ...user, names: { 'origin.test': world.origin.address } })
  const path = `/api/proxy/account/${world.stella}`
  await world.nora.json('POST', `${path}/set-manual`, {
    proxy_address: proxy.host,
    proxy_port: proxy.port,
    proxy_protocol: protocol,
    proxy_username: user.username,
    proxy_password: user.password,
  })

  const { data } = (await world.nora.json('GET', `${path}/credentials`)).body
  const [username, password] = [data.username, data.password].map(encodeURIComponent)
  const exit = await get(
    `https://origin.test:${world.origin.port}/`,
    `${scheme}://${username}:${password}@${data.host}:${data.port}`,
    await Bun.file(world.origin.caFile).text(),
  )
  await world.stop()

  expect(exit.trim()).toBe(proxy.host)
  expect(new Set(world.origin.connections)).toEqual(new Set([proxy.host]))
})
