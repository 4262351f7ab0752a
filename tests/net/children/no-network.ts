// Tests proxies in a process that has no network, and prints the verdicts.
import { createLog } from '#src/base/log.ts'
import { readConfig } from '#src/config.ts'
import { createNet } from '#src/net/create.ts'

const config = readConfig({ MOORING_CHECK_URL: 'https://127.0.0.1:9/' })
const net = createNet(config, createLog({ level: 'silent', format: 'json' }), { testTimeoutMs: 2_000 })
const verdicts = []
for (const host of ['8.8.8.8', '2606:4700::1111', 'proxy.example.com']) {
  for (const protocol of ['http', 'https', 'socks5'] as const) {
    const verdict = await net.test({ protocol, host, port: 80, username: null, password: null })
    verdicts.push(verdict.ok || verdict.reason)
  }
}
console.log(JSON.stringify(verdicts))
