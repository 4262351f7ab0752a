// What the program does for an account, through each proxy it is given, in every way src/net offers. Prints the outcomes.
import { createLog } from '#src/base/log.ts'
import { readConfig } from '#src/config.ts'
import { createNet } from '#src/net/create.ts'
import { neutraliseEnvironment } from '#src/net/environment.ts'
import { NetFailure } from '#src/net/failure.ts'
import type { ProxyServer } from '#src/net/proxy.ts'

interface Task {
  proxies: ProxyServer[]
  urls: string[]
  caFile: string
  neutralise: boolean
}

const { proxies, urls, caFile, neutralise } = JSON.parse(process.argv.at(-1) ?? '') as Task
if (neutralise) neutraliseEnvironment()
const log = createLog({ level: 'silent', format: 'json' })
const exchange = { timeoutMs: 1_500, maxBytes: 65_536 }

async function outcome(work: Promise<unknown>) {
  try {
    await work
    return 'passed'
  } catch (error) {
    return error instanceof NetFailure ? error.failure : (error as Error).name
  }
}

async function tryEverything(text: string) {
  const config = readConfig({ MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8', MOORING_CA_FILE: caFile, MOORING_CHECK_URL: text })
  const net = createNet(config, log, { testTimeoutMs: 1_500 })
  const url = new URL(text)
  const target = { host: url.hostname, port: Number(url.port) }
  const all = proxies.flatMap((proxy) => [
    net.test(proxy).then((result) => (result.ok ? 'passed' : result.reason)),
    outcome(net.request(proxy, url, exchange)),
    outcome(net.request(proxy, url, { ...exchange, method: 'POST', body: 'x=1' })),
    outcome(net.request(proxy, url, { ...exchange, signal: AbortSignal.timeout(150) })),
    outcome(net.request(proxy, url, { ...exchange, signal: AbortSignal.abort() })),
    outcome(net.dial(proxy, target, { timeoutMs: 1_500 }).then((socket) => socket.destroy())),
  ])
  const nothing = [
    undefined,
    null,
    {},
    '',
    0,
    { protocol: 'http', host: '', port: 80 },
    { protocol: 'direct', host: target.host, port: target.port },
  ]
  const without = nothing.flatMap((none) => [
    outcome(net.request(none as never, url, exchange)),
    outcome(net.test(none as never)),
    outcome(net.dial(none as never, target, { timeoutMs: 1_500 })),
  ])
  return Promise.all([...all, ...without])
}

const outcomes = await Promise.all(urls.map(tryEverything))
console.log(JSON.stringify(outcomes.flat()))
process.exit(0)
