// Tests a proxy after the process has used up its file descriptors, and prints the verdict.
import { closeSync, openSync } from 'node:fs'
import { createLog } from '#src/base/log.ts'
import { readConfig } from '#src/config.ts'
import { createNet } from '#src/net/create.ts'

const [port = ''] = process.argv.slice(2)
const config = readConfig({ MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8', MOORING_CHECK_URL: 'https://127.0.0.1:9/' })
const net = createNet(config, createLog({ level: 'silent', format: 'json' }), { testTimeoutMs: 2_000 })
const proxy = (protocol: 'http' | 'socks5') => ({
  protocol,
  host: '127.0.23.1',
  port: Number(port),
  username: null,
  password: null,
})
await net.test(proxy('http'))
await net.test(proxy('socks5'))

const opened: number[] = []
try {
  for (let count = 0; count < 10_000; count++) opened.push(openSync('/dev/null', 'r'))
} catch {
  // None is left now.
}
const verdicts = [await net.test(proxy('http')), await net.test(proxy('socks5'))]
for (const descriptor of opened) closeSync(descriptor)
console.log(JSON.stringify(verdicts.map((verdict) => !verdict.ok && verdict.reason)))
