// Thousands of connectivity tests asked for at once, one proxy in ten good, the others black holes that accept and stay silent.
// A client that starts them all lets the black holes eat the time of the good ones; a wrong verdict is any good proxy called
// bad, or the reverse.
import { createLog } from '#src/base/log.ts'
import { readConfig } from '#src/config.ts'
import { createNet } from '#src/net/create.ts'
import { startOrigin } from '#tests/fakes/origin.ts'
import { startProxy } from '#tests/fakes/proxy.ts'

const PROXIES = 3_000
const GOOD = 300
const TIMEOUT_MS = 1_000
const MEGABYTE = 1024 * 1024

const origin = await startOrigin()
const good = await Promise.all(
  Array.from({ length: GOOD }, (_, index) => startProxy({ address: `127.70.${index >> 7}.${(index & 127) + 1}` })),
)
const silent = Bun.listen({ hostname: '0.0.0.0', port: 0, socket: { data() {} } })
const net = createNet(
  readConfig({ MOORING_CHECK_URL: origin.url, MOORING_CA_FILE: origin.caFile, MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8' }),
  createLog({ level: 'silent', format: 'json' }),
  { testTimeoutMs: TIMEOUT_MS },
)

const began = performance.now()
const verdicts = await Promise.all(Array.from({ length: PROXIES }, (_, index) => verdictOn(index)))
const seconds = (performance.now() - began) / 1000
console.log(`proxies tested at once    ${PROXIES}, ${GOOD} of them good, ${TIMEOUT_MS} ms each, in ${seconds.toFixed(1)} s`)
console.log(`good ones called bad      ${verdicts.filter(({ isGood, ok }) => isGood && !ok).length}`)
console.log(`bad ones called good      ${verdicts.filter(({ isGood, ok }) => !isGood && ok).length}`)
console.log(`wrong verdicts            ${verdicts.filter(({ right }) => !right).length}  (target 0)`)
console.log(`memory at the end         ${(process.memoryUsage().rss / MEGABYTE).toFixed(0)} MB, the stand-ins included`)
silent.stop(true)
await Promise.all([origin.stop(), ...good.map((proxy) => proxy.stop())])
process.exit(0)

/** Every tenth is good; so are the exit that is seen and the name of the failure part of a right verdict. */
async function verdictOn(index: number) {
  const isGood = index % (PROXIES / GOOD) === 0
  const live = good[index / (PROXIES / GOOD)]
  const at = isGood && live ? live : { host: `127.71.${index >> 7}.${(index & 127) + 1}`, port: silent.port }
  const result = await net.test({ protocol: 'http', host: at.host, port: at.port, username: null, password: null })
  const right = result.ok ? isGood && result.exitIp === at.host : !isGood && result.reason === 'timeout'
  return { isGood, ok: result.ok, right }
}
