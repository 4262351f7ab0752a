// Everything that must hold before a change lands, as one list of named steps: bun run check [step …]

import { resolve } from 'node:path'

interface Step {
  name: string
  command: string[]
  env?: Record<string, string>
  /** Says how many single checks passed, failed and were left out, where the step knows. */
  count?: (output: string) => Counts
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const bun = process.execPath
const BIOME = [bun, 'node_modules/@biomejs/biome/bin/biome']
const XSS_SCAN = [bun, 'node_modules/@kitajs/ts-html-plugin/dist/cli.js']

const STEPS: Step[] = [
  { name: 'format', command: [...BIOME, 'format', '.'] },
  { name: 'lint', command: [...BIOME, 'check', '--formatter-enabled=false', '--error-on-warnings', '.'] },
  { name: 'types', command: [bun, 'check', '--no-script'] },
  { name: 'escaping', command: XSS_SCAN },
  { name: 'imports', command: [bun, 'run', 'test', 'tests/project/architecture.test.ts'] },
  // Up to twice more: a busy machine may take its time from a test with real proxies or a browser. What is broken fails each time.
  { name: 'tests', command: [bun, 'run', 'test', '--only-failures', '--retry=2'], count: testCounts },
  { name: 'build', command: [bun, 'scripts/build.ts'] },
  {
    name: 'binary',
    command: [bun, 'run', 'test', 'tests/net/program-never-direct.test.ts'],
    env: { MOORING_TEST_COMMAND: resolve('dist/mooring') },
    count: testCounts,
  },
]

const MAX_LINES_SHOWN = 200

const wanted = Bun.argv.slice(2)
let passed = 0
let failed = 0
for (const step of STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) await perform(step)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function perform({ name, command, env, count }: Step) {
  const began = performance.now()
  const child = Bun.spawn(command, { env: { ...process.env, ...env }, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()])
  const ok = code === 0
  const counted = count?.(out + err) ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
  passed += counted.passed
  // A step that ended badly without a failed test (it crashed, or ran out of time) has failed all the same.
  failed += ok ? counted.failed : Math.max(1, counted.failed)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(9)} ${seconds.padStart(6)} s${count ? `  ${inWords(counted)}` : ''}`)
  if (!ok) console.log(whatMatters(out + err))
}

// What a machine lacks (strace, squid) leaves tests out; nobody should take that for a promise kept.
function inWords({ passed, failed, skipped }: Counts) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** The names of what failed, then the end of the story. */
function whatMatters(output: string) {
  const lines = output.trimEnd().split('\n')
  const names = lines.filter((line) => line.startsWith('(fail)'))
  return [...names, ...lines.slice(-MAX_LINES_SHOWN)].join('\n')
}

/** Reads the summary at the end of `bun test`. */
function testCounts(output: string) {
  const last = (word: string) => Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))].at(-1)?.[1] ?? 0)
  return { passed: last('pass'), failed: last('fail'), skipped: last('skip') }
}
