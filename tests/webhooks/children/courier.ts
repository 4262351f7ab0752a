import { writeSync } from 'node:fs'
import { openDb, transact } from '#db/open.ts'
import { createLog } from '#src/base/log.ts'
import { createSecrets } from '#src/base/secrets.ts'
import { readConfig } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { record } from '#src/events/events.ts'
import { createNet } from '#src/net/create.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { deliverDue } from '#src/webhooks/deliver.ts'

// Lets things happen and tells of them, on a clock that runs fast: courier.ts <database> <events> <accounts> <speed> <began at> <CA file>
const [file = '', wanted = '', accounts = '', speed = '', began = '', caFile = ''] = Bun.argv.slice(2)
const SILENCE_IS_OVER_MS = 300
const LONGEST_PAUSE_MS = 100

const config = readConfig({ MOORING_ALLOW_PRIVATE_PROXIES: '127.0.0.0/8', MOORING_CA_FILE: caFile })
const log = createLog({ level: 'warn', format: 'json' })
const net = createNet(config, log)
const deps = {
  config,
  log,
  db: openDb(file),
  secrets: createSecrets(Buffer.alloc(32, 7)),
  now: () => Number(began) + (Date.now() - Number(began)) * Number(speed),
  net: { ...net, direct: (purpose, url, init) => net.direct(purpose, url, { ...init, timeoutMs: SILENCE_IS_OVER_MS }) },
} as Deps

const pause = () => Bun.sleep(Math.random() * LONGEST_PAUSE_MS)

/** How many things have happened so far; another process may have begun. */
function happened(): number {
  const [row] = deps.db.$client.query<{ n: number }, []>("select count(*) as n from events where type = 'proxy.failed'").all()
  return row?.n ?? 0
}

async function happen() {
  for (let nth = happened(); nth < Number(wanted); ) {
    const last = Math.min(Number(wanted), nth + 1 + Math.floor(Math.random() * 14))
    transact(deps.db, (tx) => {
      for (; nth < last; nth++) {
        record(tx, deps.now(), SYSTEM, {
          type: 'proxy.failed',
          accountId: `account-${nth % Number(accounts)}`,
          data: { reason: `${nth}` },
        })
      }
    })
    await pause()
  }
}

/** Something that always arrives, so that no receiver counts as silent. */
async function beat() {
  for (;;) {
    record(deps.db, deps.now(), SYSTEM, { type: 'pool.low', data: { free: 1 } })
    await Bun.sleep(200)
  }
}

async function tell() {
  for (;;) {
    await deliverDue(deps, new AbortController().signal)
    await pause()
  }
}

writeSync(1, 'ready\n')
await Promise.all([happen(), beat(), tell()])
