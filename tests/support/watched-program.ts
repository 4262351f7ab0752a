import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Caller, caller } from './app.ts'
import { commandUnderTest, type Traffic, watch } from './leak-detector.ts'

const OWNER = { email: 'nora@agency.example', password: 'anchor weather harbour' }
const START_MS = 30_000

export interface WatchedProgram {
  /** Speaks as the owner with the running program. */
  nora: Caller
  /** Where it answers. */
  port: number
  /** Ends it and tells whom it tried to reach. */
  end(): Promise<Traffic>
}

/** The whole program, from source or as the binary that `MOORING_TEST_COMMAND` names, with every connection it makes noted. */
export async function startWatched(env: Record<string, string>): Promise<WatchedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-program-'))
  const running = watch(commandUnderTest(), {
    cwd: process.cwd(),
    env: {
      MOORING_DATA_DIR: folder,
      MOORING_PORT: '0',
      MOORING_LOG_FORMAT: 'json',
      MOORING_OWNER_EMAIL: OWNER.email,
      MOORING_OWNER_PASSWORD: OWNER.password,
      ...env,
    },
  })
  async function end() {
    const traffic = await running.end()
    rmSync(folder, { recursive: true, force: true })
    return traffic
  }
  try {
    const url = await readyUrl(running.child.stdout)
    const send = (credentials: Record<string, string>) =>
      caller((request) => fetch(new URL(pathOf(request), url), request), credentials)
    const { body } = await send({}).json('POST', '/api/auth/login', OWNER)
    return { nora: send({ authorization: `Bearer ${body.data.token}` }), port: Number(url.port), end }
  } catch (error) {
    await end()
    throw error
  }
}

function pathOf({ url }: Request) {
  const { pathname, search } = new URL(url)
  return pathname + search
}

// The line that says it is ready names the address; the rest is read so that the pipe never fills.
function readyUrl(stdout: ReadableStream<Uint8Array>) {
  return new Promise<URL>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The program was not ready in time')), START_MS)
    const read = async () => {
      let text = ''
      const decoder = new TextDecoder()
      for await (const chunk of stdout) {
        text += decoder.decode(chunk, { stream: true })
        const ready = text.split('\n').find((line) => line.includes('"Ready"'))
        if (!ready) continue
        clearTimeout(late)
        resolve(new URL(JSON.parse(ready).url))
        text = ''
      }
      clearTimeout(late)
      reject(new Error(`The program ended before it was ready: ${text.slice(-500)}`))
    }
    read().catch(reject)
  })
}
