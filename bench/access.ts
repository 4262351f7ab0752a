import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '#src/onlyfans/session.ts'
import { startPeer } from '#tests/support/peers.ts'
import { bareCalls } from './bare-calls.ts'
import { median, run } from './load.ts'

/** Every connection may make 90 calls at once, so the rounds, the single calls and the long run have creators of their own. */
const CREATORS = { rounds: 120, single: 24, long: 580 }
const ROUNDS = 7
const EACH = 1_200
const AT_ONCE = 24
const SINGLE = 300
const LONG = 50_000
const WARM = 20_000
const PATH = '/api2/v2/chats?limit=10'

let keptAlive: ReturnType<typeof Bun.connect> | null = null
let answered: () => void = () => {}

// Calls as an account by the program, beside the same calls made by undici alone, through the same proxy (proxy-chain under node) to
// the same strict stand-in. By turns, so that what else the machine does hits both; ratios are those of one round.
const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
const proxy = await startPeer('proxy-chain', { address: '127.0.9.1', username: 'u', password: 'p' })
const total = Object.values(CREATORS).reduce((sum, one) => sum + one)
const stand = await started(['onlyfans-process.ts', folder, String(total)])
const outside = { ...(stand.said as { url: string; caFile: string; rules: string }), proxy: proxy.proxy }
const mooring = await started(['access-server.ts', folder, JSON.stringify(outside)])
const { port, figuresPort, apiKey } = mooring.said as { port: number; figuresPort: number; apiKey: string }
const sessions = JSON.parse(readFileSync(join(folder, 'sessions.json'), 'utf8')) as Session[]

try {
  const bare = bareCalls({ ...outside, sessions: sessions.slice(0, CREATORS.rounds) })
  // The long run comes first: after it everything is compiled, as in a program that has been up for a while.
  await longRun()
  await ofBare(WARM)
  await ofMooring(CREATORS.rounds * 2)
  const rounds = { bare: [] as number[], mooring: [] as number[] }
  const cpu = await cpuMs()
  let bareCpu = 0
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    rounds.bare.push(await ofBare(EACH))
    const { user, system } = process.cpuUsage(before)
    bareCpu += (user + system) / (EACH * ROUNDS)
    rounds.mooring.push(await ofMooring(EACH))
  }
  const cpuEach = ((await cpuMs()) - cpu) / (EACH * ROUNDS)
  const ratio = median(rounds.mooring.map((rate, index) => rate / (rounds.bare[index] ?? Number.NaN)))
  console.log(
    `calls, ${AT_ONCE} at once   ${median(rounds.mooring).toFixed(0)} /s, ${(cpuEach * 1000).toFixed(0)} µs of the processor each; undici alone ${median(rounds.bare).toFixed(0)} /s, ${bareCpu.toFixed(0)} µs   ratio ${ratio.toFixed(2)}  (target 0.8)`,
  )
  await singles(bare)

  async function ofBare(count: number) {
    let next = 0
    const began = performance.now()
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < count) await bare(next++, PATH)
      }),
    )
    return (count * 1000) / (performance.now() - began)
  }

  async function ofMooring(count: number) {
    const { perSecond, failed } = await run({ port, requests: requests(count, 0, CREATORS.rounds), connections: AT_ONCE })
    if (failed > 0) throw new Error(`${failed} calls failed`)
    return perSecond
  }
} finally {
  await mooring.stop()
  await stand.stop()
  await proxy.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** One call after the other, by turns: what the program adds to the time of each. */
async function singles(bare: ReturnType<typeof bareCalls>) {
  const times = { bare: [] as number[], mooring: [] as number[] }
  const timed = async (work: () => Promise<unknown>) => {
    const began = performance.now()
    await work()
    return performance.now() - began
  }
  const ours = requests(2 * SINGLE, CREATORS.rounds, CREATORS.single)
  for (let index = 0; index < 2 * SINGLE; index++) {
    const took = await timed(() => bare(index % CREATORS.single, PATH))
    const { value } = ours.next()
    const tookOurs = await timed(() => one(String(value)))
    // The first half warms up.
    if (index < SINGLE) continue
    times.bare.push(took)
    times.mooring.push(tookOurs)
  }
  const added = median(times.mooring) - median(times.bare)
  console.log(
    `one after the other   ${median(times.mooring).toFixed(2)} ms, undici alone ${median(times.bare).toFixed(2)} ms   added ${added.toFixed(2)} ms  (target < 2)`,
  )
}

async function longRun() {
  const memory: number[] = []
  const ours = requests(LONG, CREATORS.rounds + CREATORS.single, CREATORS.long)
  for (let part = 0; part < 10; part++) {
    const { failed } = await run({ port, requests: taken(ours, LONG / 10), connections: AT_ONCE })
    if (failed > 0) throw new Error(`${failed} calls failed`)
    memory.push(await memoryMb())
  }
  console.log(`${LONG} calls   ${memory.map((mb) => mb.toFixed(0)).join(' ')} MB after each tenth  (target: flat)`)
}

function* requests(count: number, from: number, creators: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    yield `GET /v2/access/proxy${PATH} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\napikey: ${apiKey}\r\nx-connection-id: conn_${from + (index % creators)}\r\n\r\n`
  }
}

function* taken(all: Generator<string>, count: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    const { value, done } = all.next()
    if (done) return
    yield value
  }
}

/** One request over a connection that stays. */
async function one(request: string) {
  keptAlive ??= Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data(_, bytes) {
        if (!bytes.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error('A call failed')
        answered()
      },
    },
  })
  const socket = await keptAlive
  const { promise, resolve } = Promise.withResolvers<void>()
  answered = resolve
  socket.write(request)
  await promise
}

async function cpuMs() {
  const answer = await fetch(`http://127.0.0.1:${figuresPort}/cpu`)
  const { user, system } = (await answer.json()) as NodeJS.CpuUsage
  return (user + system) / 1000
}

async function memoryMb() {
  return Number(await (await fetch(`http://127.0.0.1:${figuresPort}/memory`)).text()) / 1024 ** 2
}

/** A process of its own that says on its first line how one talks to it. */
async function started([script = '', ...args]: string[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, script), ...args], {
    stdout: 'pipe',
    stderr: 'inherit',
    cwd: join(import.meta.dir, '..'),
  })
  let text = ''
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk)
    if (text.includes('\n')) break
  }
  return {
    said: JSON.parse(text.slice(0, text.indexOf('\n'))) as unknown,
    async stop() {
      child.kill()
      await child.exited
    },
  }
}
