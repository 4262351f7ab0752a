// The one file: how large it is, how soon it answers, what it needs while nothing happens. Beside it the same from source.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backUp } from '#db/backup.ts'
import { connect } from '#db/open.ts'
import { FROM_SOURCE, start } from '#tests/support/mooring.ts'
import { serve } from './world.ts'

const ROUNDS = 10
const PROXIES = 100_000
const ACCOUNTS = 5_000
const IDLE_MS = 5_000
const MIB = 1024 ** 2
/** The key that bench/server.ts seals with. */
const KEY = Buffer.alloc(32, 7).toString('base64')

const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
try {
  const binary = join(folder, 'mooring')
  Bun.spawnSync([process.execPath, 'scripts/build.ts', binary], { stdout: 'ignore', stderr: 'inherit' })
  const large = await largeDatabase()
  console.log(
    `size of the binary        ${(statSync(binary).size / MIB).toFixed(0)} MiB (Bun itself ${(statSync(process.execPath).size / MIB).toFixed(0)})`,
  )
  for (const [name, command] of [
    ['binary', [binary]],
    ['source', FROM_SOURCE],
  ] as const) {
    const first = await rounds((round) => life(command, join(folder, `${name}-${round}`), 'SIGTERM'))
    const killed = await rounds(() => life(command, join(folder, `${name}-0`), 'SIGKILL'))
    const full = await rounds(() => life(command, large, 'SIGKILL'))
    console.log(`${name}: ready, first start  ${spread(first)}`)
    console.log(`${name}: ready after kill -9 ${spread(killed)}`)
    console.log(`${name}: ready, large data   ${spread(full)}  (${PROXIES} proxies, ${ACCOUNTS} accounts, after kill -9)`)
    console.log(`${name}: idle memory         ${await idleMemory(command)} MiB resident`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function largeDatabase(): Promise<string> {
  const data = join(folder, 'large')
  mkdirSync(data, { mode: 0o700 })
  const seeded = await serve({ proxies: PROXIES, accounts: ACCOUNTS })
  const { $client } = connect(join(seeded.folder, 'mooring.db'))
  backUp($client, join(data, 'copy.db'))
  $client.close()
  await seeded.stop()
  copyFileSync(join(data, 'copy.db'), join(data, 'mooring.db'))
  rmSync(join(data, 'copy.db'))
  return data
}

function environment(data: string) {
  return {
    MOORING_DATA_DIR: data,
    MOORING_SECRET_KEY: KEY,
    WEBSHARE_API_URL: 'http://127.0.0.1:1',
  }
}

/** Milliseconds from starting the process to its first answer that it is ready. */
async function life(command: readonly string[], data: string, end: NodeJS.Signals): Promise<number> {
  const began = performance.now()
  const mooring = await start({ command: [...command], env: environment(data) })
  const { status } = await fetch(`${mooring.url}/readyz`)
  const ms = performance.now() - began
  await mooring.stop(end)
  if (status !== 200) throw new Error(`/readyz answered ${status}`)
  return ms
}

async function idleMemory(command: readonly string[]): Promise<string> {
  const mooring = await start({ command: [...command], env: environment(join(folder, `idle-${command.length}`)) })
  await Bun.sleep(IDLE_MS)
  const kib = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${mooring.pid}/status`, 'utf8'))?.[1])
  await mooring.stop()
  return (kib / 1024).toFixed(0)
}

async function rounds(run: (round: number) => Promise<number>): Promise<number[]> {
  const results: number[] = []
  for (let round = 0; round < ROUNDS; round++) results.push(await run(round))
  return results.sort((a, b) => a - b)
}

function spread(ms: number[]) {
  return `${at(ms, 0.5)} ms median, ${at(ms, 1)} longest of ${ms.length}`
}

function at(sorted: number[], share: number) {
  return Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
}
