import { join } from 'node:path'
import { connect, type Db } from '#db/open.ts'
import { accountIdOf } from './accounts.ts'
import { median, run } from './load.ts'
import { type Served, serve } from './world.ts'

const PROXIES = 100_000
const ACCOUNTS = 5_000
/** The accounts that have an exit before anything is measured. */
const SETTLED = 2_000
const AT_ONCE = [8, 32]
const EACH = 300
/** Enough that checkpoints are among them. */
const COMMITS = 2_000
const ROUNDS = 5

// assign-auto per second over HTTP, beside bare commits of one row in a database with the same pragmas on the same disk. In short
// rounds by turns, so that what else the machine does hits both; the ratios are those of one round.
const world = await serve({ proxies: PROXIES, accounts: ACCOUNTS })
const bare = connect(join(world.folder, 'bare.db'))
bare.$client.run('create table bare (id integer primary key, at integer, what text)')
try {
  // Both sides start with a write-ahead log that has grown: growing it halves the commits per second.
  bareCommits(bare)
  let next = SETTLED
  await run({ port: world.port, requests: assigning(world, 0, SETTLED), connections: 32 })
  const rounds = AT_ONCE.map((connections) => ({
    connections,
    commits: [] as number[],
    assigned: [] as number[],
    cpuEach: [] as number[],
  }))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { connections, commits, assigned, cpuEach } of rounds) {
      commits.push(bareCommits(bare))
      const before = await world.cpuMs()
      const { perSecond, failed } = await run({
        port: world.port,
        requests: assigning(world, next, next + EACH),
        connections,
      })
      if (failed > 0) throw new Error(`${failed} assignments failed`)
      assigned.push(perSecond)
      cpuEach.push(((await world.cpuMs()) - before) / EACH)
      next += EACH
    }
  }
  for (const { connections, commits, assigned, cpuEach } of rounds) {
    const ratio = median(assigned.map((perSecond, index) => perSecond / (commits[index] ?? Number.NaN)))
    const rates = `${median(assigned).toFixed(0)} /s, ${(median(cpuEach) * 1000).toFixed(0)} µs of the processor each, bare commits ${median(commits).toFixed(0)} /s`
    console.log(`assign-auto, ${String(connections).padStart(2)} at once   ${rates}   ratio ${ratio.toFixed(2)}  (target 0.5)`)
  }
} finally {
  bare.$client.close()
  await world.stop()
}

function* assigning({ token, port }: Served, from: number, to: number): Generator<string> {
  for (let index = from; index < to; index++) {
    yield `POST /api/proxy/account/${accountIdOf(index)}/assign-auto HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`
  }
}

function bareCommits({ $client }: Db): number {
  const insert = $client.query('insert into bare (at, what) values (?, ?)')
  const started = performance.now()
  for (let index = 0; index < COMMITS; index++) insert.run(index, 'proxy.assigned')
  return (COMMITS * 1000) / (performance.now() - started)
}
