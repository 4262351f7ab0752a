import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Watches a program from outside, by its system calls, so that it makes no difference whether it runs from source or is
// the compiled binary, and no code of the program has to be trusted.

/** Where a program tried to send something. */
export interface Destination {
  ip: string
  port: number
}

export interface Traffic {
  destinations: Destination[]
  /** Attempts to look up a name: packets to a resolver, or a question to a local name service. */
  lookups: string[]
}

export interface Watched {
  child: Bun.Subprocess<'ignore', 'pipe', 'inherit'>
  /** Everything it printed; ends when the program does. */
  printed(): Promise<string>
  /** Ends the program and tells what it tried to reach. */
  end(): Promise<Traffic>
}

/** Whether this machine lets us watch (strace is installed and tracing is allowed). */
export const canWatch = Bun.which('strace') !== null && Bun.spawnSync(['strace', '-qq', '-o', '/dev/null', 'true']).exitCode === 0

/**
 * Starts a program and notes every address it sends to.
 * @param command the program and its arguments, for example `commandUnderTest()`.
 */
export function watch(command: string[], { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {}): Watched {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-watch-'))
  const file = join(folder, 'calls')
  const tracer = [
    'strace',
    '-f',
    '-qq',
    '-s',
    '256',
    '-e',
    'trace=connect,sendto,sendmsg,sendmmsg',
    '-e',
    'signal=none',
    '-o',
    file,
  ]
  const child = Bun.spawn([...tracer, ...command], {
    cwd,
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: tmpdir(), ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  return {
    child,
    printed: () => new Response(child.stdout).text(),
    async end() {
      stop(child, 'SIGTERM')
      const late = setTimeout(() => stop(child, 'SIGKILL'), END_MS)
      await child.exited
      clearTimeout(late)
      const traffic = trafficIn(readFileSync(file, 'utf8'))
      rmSync(folder, { recursive: true, force: true })
      return traffic
    },
  }
}

const END_MS = 20_000

// Killed itself, the tracer would leave at once and see no more; it ends when what it traces has ended.
function stop(tracer: Bun.Subprocess, signal: 'SIGTERM' | 'SIGKILL') {
  try {
    const traced = readFileSync(`/proc/${tracer.pid}/task/${tracer.pid}/children`, 'utf8')
    for (const pid of traced.split(' ').filter(Boolean)) process.kill(Number(pid), signal)
  } catch {
    // It has ended by itself.
  }
}

/** The program to test: from source, or what `MOORING_TEST_COMMAND` names (a binary and its arguments, space separated). */
export function commandUnderTest(environment: Record<string, string | undefined> = process.env): string[] {
  return environment.MOORING_TEST_COMMAND?.split(' ') ?? [process.execPath, 'src/main.ts']
}

/** What was reached beside the allowed addresses (an ip, or `ip:port`). Empty when nothing leaked. */
export function leaksIn({ destinations, lookups }: Traffic, allowed: string[]): string[] {
  const strange = destinations.filter(({ ip, port }) => !allowed.includes(ip) && !allowed.includes(`${ip}:${port}`))
  return [...new Set([...strange.map(({ ip, port }) => `${ip}:${port}`), ...lookups])]
}

const IPV4 = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/
const IPV6 = /sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"/
const NAME_SERVICE = /sun_path="[^"]*(nscd|resolve)[^"]*"/
const DNS_PORTS = [53, 853, 5353]

function trafficIn(calls: string): Traffic {
  const traffic: Traffic = { destinations: [], lookups: [] }
  for (const call of calls.split('\n')) {
    const [, port, ip] = IPV4.exec(call) ?? IPV6.exec(call) ?? []
    if (NAME_SERVICE.test(call)) traffic.lookups.push('a question to the local name service')
    if (!ip) continue
    if (DNS_PORTS.includes(Number(port))) traffic.lookups.push(`a packet to the resolver ${ip}`)
    else traffic.destinations.push({ ip, port: Number(port) })
  }
  return traffic
}
