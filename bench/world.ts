import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Served {
  port: number
  barePort: number
  /** A signed-in owner's, and an API key's. */
  token: string
  apiKey: string
  folder: string
  /** Milliseconds of the processor that the process has used so far, its time in the kernel included. */
  cpuMs(): Promise<number>
  stop(): Promise<void>
}

/** Starts a process with a pool and accounts under load, on a folder that goes with it. */
export async function serve({ proxies, accounts }: { proxies: number; accounts: number }): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'server.ts'), folder, String(proxies), String(accounts)], {
    stdout: 'pipe',
    stderr: 'inherit',
    cwd: join(import.meta.dir, '..'),
  })
  const ready = JSON.parse(await firstLine(child.stdout)) as Pick<Served, 'port' | 'barePort' | 'token' | 'apiKey'>
  return {
    ...ready,
    folder,
    async cpuMs() {
      const answer = await fetch(`http://127.0.0.1:${ready.barePort}/cpu`)
      const { user, system } = (await answer.json()) as NodeJS.CpuUsage
      return (user + system) / 1000
    },
    async stop() {
      child.kill()
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk)
    if (text.includes('\n')) break
  }
  return text.slice(0, text.indexOf('\n'))
}
