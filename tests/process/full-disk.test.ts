import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { client, until } from '#tests/support/client.ts'
import { FROM_SOURCE, freshFolder, start } from '#tests/support/mooring.ts'

const OWNER = { email: 'nora@agency.example', password: 'anchor weather harbour' }
// No file may grow beyond so many KiB: for SQLite the same as a disk without room, and it needs no rights.
const SMALL_DISK = 'trap "" XFSZ; ulimit -f 1500; exec "$@"'
const MOST_TRIES = 500

test('a full disk refuses writes in words, and everything confirmed can be read', async () => {
  const mooring = await start({
    command: ['bash', '-c', SMALL_DISK, 'bash', ...FROM_SOURCE],
    env: {
      MOORING_DATA_DIR: join(freshFolder(), 'data'),
      MOORING_OWNER_EMAIL: OWNER.email,
      MOORING_OWNER_PASSWORD: OWNER.password,
    },
  })
  const signedIn = await client(mooring.url)('POST', '/api/auth/login', OWNER)
  const nora = client(mooring.url, signedIn.body.data.token)
  const readyBefore = (await fetch(`${mooring.url}/readyz`)).status

  let confirmed = 0
  let refused: Awaited<ReturnType<typeof nora>> | null = null
  for (let tries = 0; refused === null && tries < MOST_TRIES; tries++) {
    const answer = await nora('POST', '/api/accounts', { name: `Creator ${tries}`, note: 'n'.repeat(900) })
    if (answer.status === 201) confirmed++
    else refused = answer
  }
  const listed = await nora('GET', '/api/accounts')
  // A page or two may still fit where a whole change does not.
  const readyAfter = await until('it says that it is not ready', async () => {
    const answer = await fetch(`${mooring.url}/readyz`)
    return answer.status !== 200 && answer
  })

  expect(readyBefore).toBe(200)
  expect(refused).toMatchObject({ status: 503, body: { success: false, code: 'STORAGE_UNAVAILABLE' } })
  expect(confirmed).toBeGreaterThan(0)
  expect([listed.status, listed.body.page.total]).toEqual([200, confirmed])
  expect(readyAfter.status).toBe(503)
  expect(await mooring.stop()).toBe(0)
})
