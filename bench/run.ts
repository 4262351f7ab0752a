// Every benchmark, one after the other, each in a process of its own so that none leaves memory or load to the next.
import { cpus } from 'node:os'

const BENCHMARKS = [
  ['read', 'Reading the proxy of an account'],
  ['assign', 'Assigning'],
  ['accounts-list', 'Looking at 5,000 accounts'],
  ['pool-sync', 'Copying the Webshare pool'],
  ['tests-storm', 'Testing thousands of proxies'],
  ['access', 'Calling as an account'],
  ['page-weight', 'Loading the first page'],
  ['binary', 'Starting'],
] as const

const wanted = Bun.argv.slice(2)
console.log(`Bun ${Bun.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`)
let failed = false
for (const [name, title] of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${title} (bench/${name}.ts)`)
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/${name}.ts`], { stdout: 'inherit', stderr: 'inherit' })
  if ((await child.exited) !== 0) failed = true
}
process.exit(failed ? 1 : 0)
