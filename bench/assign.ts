import { join } from 'node:path'
import { connect } from '#db/open.ts'
import { accountIdOf } from './accounts.ts'
import { run } from './load.ts'
import { type Served, serve } from './world.ts'

const PROXIES = 100_000
const ACCOUNTS = 5_000
const MEASURED = 2_500
const CONNECTIONS = 32

// assign-auto per second over HTTP, beside bare commits of one row in a database with the same pragmas on the same disk.
const world = await serve({ proxies: PROXIES, accounts: ACCOUNTS })
try {
  // Half of the accounts have an exit before anything is measured.
  await run({ port: world.port, requests: assigning(world, 0, ACCOUNTS - MEASURED), connections: CONNECTIONS })
  const before = bareCommits(join(world.folder, 'bare.db'))
  const { perSecond, failed } = await run({
    port: world.port,
    requests: assigning(world, ACCOUNTS - MEASURED, ACCOUNTS),
    connections: CONNECTIONS,
  })
  const after = bareCommits(join(world.folder, 'bare-again.db'))
  const commits = (before + after) / 2
  console.log(`bare commits              ${Math.round(commits)} /s  (${Math.round(before)} before, ${Math.round(after)} after)`)
  console.log(`assign-auto over HTTP     ${Math.round(perSecond)} /s  (${failed} failed)`)
  console.log(`assign-auto ÷ commits     ${(perSecond / commits).toFixed(2)}  (target 0.5)`)
} finally {
  await world.stop()
}

function* assigning({ token, port }: Served, from: number, to: number): Generator<string> {
  for (let index = from; index < to; index++) {
    yield `POST /api/proxy/account/${accountIdOf(index)}/assign-auto HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`
  }
}

function bareCommits(file: string): number {
  const db = connect(file)
  db.$client.run('create table bare (id integer primary key, at integer, what text)')
  const insert = db.$client.query('insert into bare (at, what) values (?, ?)')
  const started = performance.now()
  for (let index = 0; index < MEASURED; index++) insert.run(index, 'proxy.assigned')
  const perSecond = (MEASURED * 1000) / (performance.now() - started)
  db.$client.close()
  return perSecond
}
