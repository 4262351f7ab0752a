import { join, resolve } from 'node:path'
import { ownFolder } from './folder.ts'

const ROOT = resolve(import.meta.dir, '../..')
/** From source as a user starts it, but deaf to a .env that lies in the clone. */
export const FROM_SOURCE = [process.execPath, '--no-env-file', join(ROOT, 'src/main.ts')]

// Generous: the machine may be busy. How long it really takes is measured by the benchmarks.
const READY_WITHIN_MS = 30_000

export interface Start {
  /** What is run: from source, or the binary. */
  command?: string[]
  args?: string[]
  /** The whole environment; nothing is inherited. */
  env?: Record<string, string>
  cwd?: string
}

export const freshFolder = () => ownFolder('process')

/** Runs a command to its end. */
export async function run({ command = FROM_SOURCE, args = [], env = {}, cwd = ROOT }: Start) {
  const child = Bun.spawn([...command, ...args], { env, cwd, stdout: 'pipe', stderr: 'pipe' })
  const [code, out, err] = await Promise.all([child.exited, new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code, out, err }
}

/** Starts a server as a process of its own and waits until it says that it is ready. */
export async function start({ command = FROM_SOURCE, args = [], env = {}, cwd = ROOT }: Start) {
  const child = Bun.spawn([...command, ...args], { env: { MOORING_PORT: '0', ...env }, cwd, stdout: 'pipe', stderr: 'pipe' })
  const errors = new Response(child.stderr).text()
  const lines: string[] = []
  const ready = Promise.withResolvers<string>()
  const reading = readLines(child.stdout, (line) => {
    lines.push(line)
    const url = /"url":"(http:[^"]+)".*"msg":"Ready"/.exec(line)?.[1]
    if (url) ready.resolve(url)
  }).then(async () => ready.reject(new Error(`Ended before it was ready: ${lines.join('\n')}\n${await errors}`)))
  const timer = setTimeout(() => ready.reject(new Error(`Not ready in time: ${lines.join('\n')}`)), READY_WITHIN_MS)
  const url = await ready.promise.finally(() => clearTimeout(timer))

  return {
    url,
    pid: child.pid,
    /** What it wrote to standard output so far. */
    lines,
    /** Ends it with a signal and resolves with its exit code. */
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal)
      const code = await child.exited
      await reading
      return code
    },
    exited: child.exited,
  }
}

export type Started = Awaited<ReturnType<typeof start>>

async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) onLine(line)
  }
}
