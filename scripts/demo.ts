// The same program on a throw-away folder, with a made-up agency and everything outside of it standing in on loopback.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { client } from '#tests/support/client.ts'
import { start } from '#tests/support/mooring.ts'
import { fill } from './demo/fill.ts'
import { startOutside } from './demo/outside.ts'

const OWNER = { email: 'demo@mooring.example', password: 'harbour lights at night' }
const PORT = process.env.MOORING_PORT ?? '3000'

const folder = mkdtempSync(join(tmpdir(), 'mooring-demo-'))
const outside = await startOutside()
const mooring = await start({
  env: {
    ...outside.env,
    MOORING_DATA_DIR: join(folder, 'data'),
    MOORING_PORT: isFree(Number(PORT)) ? PORT : '0',
    MOORING_OWNER_EMAIL: OWNER.email,
    MOORING_OWNER_PASSWORD: OWNER.password,
    MOORING_POOL_SYNC_EVERY: '2m',
    MOORING_CHECK_EVERY: '1m',
  },
})
process.once('SIGINT', () => mooring.stop())
process.once('SIGTERM', () => mooring.stop())

const signedIn = await client(mooring.url)('POST', '/api/auth/login', OWNER)
const paste = await fill(client(mooring.url, signedIn.body.data.token), outside)
console.log(`
  Mooring demo, with a made-up agency and stand-ins for everything outside.

  Open      ${mooring.url}
  E-mail    ${OWNER.email}
  Password  ${OWNER.password}

  To try Connections, Import a session, for ${paste.name}:
  Cookie      ${paste.cookie}
  User agent  ${paste.userAgent}
  x-bc        ${paste.xBc}
  The code that ${paste.waiting} waits for is ${paste.code}.

  Some of its proxies are broken on purpose. Ctrl-C ends it and leaves nothing behind.
`)

await mooring.exited
await outside.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(0)

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } }).stop(true)
    return true
  } catch {
    return false
  }
}
