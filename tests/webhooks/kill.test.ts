import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { closeDb, openDb } from '#db/open.ts'
import { createAuthority } from '#tests/fakes/certificates.ts'
import { type Behaviour, type Message, type Receiver, startReceiver, startUntrusted } from '#tests/fakes/webhook-receiver.ts'
import { testApp } from '#tests/support/app.ts'
import { freshFolder } from '#tests/support/mooring.ts'
import { type Added, addHook, verifies } from './setup.ts'

const EVENTS = 1_000
const ACCOUNTS = 40
const KILLS = 6
// Three days of tries in some nine seconds.
const SPEED = 30_000
const SHORTEST_LIFE_MS = 300
const LONGEST_LIFE_MS = 2_000
const OVER_WITHIN_MS = 90_000
const TRIES = 10

const WAYS: Behaviour[] = [500, 429, 302, 'hang', 'redirect', 'cut', 503]
// By the last digit of its number, how often a message is refused before it is taken.
const REFUSALS = [0, 0, 0, 1, 0, 0, 2, 0, 0, 0]
/** Never taken, however often it comes. */
const isPoison = ({ event }: Pick<Message, 'event'>) => event.type === 'proxy.failed' && Number(event.data.reason) % 250 === 17
const serial = ({ event }: Pick<Message, 'event'>) => Number(event.data.reason)

/** Fails some messages once or twice, each time in a way of its own, and poisoned ones always. */
function moody(message: Omit<Message, 'done'>, nth: number): Behaviour {
  if (message.event.type !== 'proxy.failed') return 200
  const number = serial(message)
  const way = number % 50 === 3 ? 'huge' : (WAYS[(number + nth) % WAYS.length] ?? 500)
  if (isPoison(message)) return way === 'hang' ? 500 : way
  return nth <= (REFUSALS[number % 10] ?? 0) ? way : 200
}

interface Told {
  reason: string
  state: string
  attempts: number
  id: string
}

const LISTED = `select d.id, d.state, d.attempts, json_extract(d.body, '$.data.reason') as reason
  from webhook_deliveries d where d.endpoint_id = ? and d.type = 'proxy.failed' order by d.sequence`

function read<T>(file: string, use: (client: Database) => T): T {
  const client = new Database(file, { readonly: true })
  try {
    return use(client)
  } finally {
    client.close()
  }
}

const toldTo = (file: string, { id }: Added): Told[] => read(file, (client) => client.query<Told, [string]>(LISTED).all(id))
const whyOff = (file: string, { id }: Added) =>
  read(file, (client) =>
    client.query<{ why: string }, [string]>('select disabled_why as why from webhook_endpoints where id = ?').get(id),
  )?.why

function isOver(file: string, hooks: Added[]) {
  return hooks.every((hook) => {
    const told = toldTo(file, hook)
    return told.length === EVENTS && told.every(({ state }) => state !== 'pending')
  })
}

/** Runs the program as long as `life` lasts, and kills it. */
async function live(command: string[], life: () => Promise<void>) {
  const child = Bun.spawn([process.execPath, ...command], { stdout: 'pipe', stderr: 'inherit' })
  const output = child.stdout.getReader()
  expect(new TextDecoder().decode((await output.read()).value)).toStartWith('ready')
  await life()
  expect(child.exitCode).toBe(null)
  child.kill('SIGKILL')
  await child.exited
  await output.cancel()
}

/** Messages that came although an earlier one of the same account was neither taken nor given up. */
function tooEarly({ messages }: Receiver): number[] {
  const over = new Set<number>()
  const tries = new Map<number, number>()
  const early: number[] = []
  for (const message of messages.filter(({ event }) => event.type === 'proxy.failed')) {
    const number = serial(message)
    for (let before = number - ACCOUNTS; before >= 0; before -= ACCOUNTS) if (!over.has(before)) early.push(number)
    const nth = (tries.get(number) ?? 0) + 1
    tries.set(number, nth)
    if (message.done === 200 || nth >= TRIES) over.add(number)
  }
  return early
}

test(`${EVENTS} events arrive in order or are given up, through ${KILLS} kills and every kind of failure`, async () => {
  const file = join(freshFolder(), 'mooring.db')
  const authority = createAuthority()
  const [plain, secure, ofauth, stranger, gone] = await Promise.all([
    startReceiver({ address: '127.0.62.1' }),
    startReceiver({ address: '127.0.62.2', authority }),
    startReceiver({ address: '127.0.62.3' }),
    startUntrusted('127.0.62.4'),
    startReceiver({ address: '127.0.62.5' }),
  ])
  for (const receiver of [plain, secure, ofauth]) receiver.behave(moody)
  gone.behave(() => (gone.messages.length < 20 ? 200 : 410))
  const app = await testApp({ env: { MOORING_CA_FILE: authority.file }, deps: { db: openDb(file) } })
  const [toPlain, toSecure, toOfauth] = [
    await addHook(app, plain),
    await addHook(app, secure),
    await addHook(app, ofauth, { signature: 'ofauth' }),
  ]
  const [toStranger, toGone] = [await addHook(app, stranger), await addHook(app, gone)]
  closeDb(app.deps.db)
  const hooks = [toPlain, toSecure, toOfauth]

  const command = ['tests/webhooks/children/courier.ts', file, EVENTS, ACCOUNTS, SPEED, Date.now(), authority.file].map(String)
  for (let kill = 0; kill < KILLS; kill++) {
    const life = SHORTEST_LIFE_MS + Math.random() * (LONGEST_LIFE_MS - SHORTEST_LIFE_MS)
    await live(command, () => Bun.sleep(life))
  }
  await live(command, async () => {
    for (const until = Date.now() + OVER_WITHIN_MS; Date.now() < until && !isOver(file, hooks); ) await Bun.sleep(200)
  })
  await Promise.all([plain, secure, ofauth, stranger, gone].map((receiver) => receiver.stop()))

  for (const [hook, receiver] of [
    [toPlain, plain],
    [toSecure, secure],
    [toOfauth, ofauth],
  ] as const) {
    const told = toldTo(file, hook)
    const taken = new Set(receiver.taken().map(({ event }) => event.id))
    const came = Map.groupBy(receiver.messages, ({ event }) => event.id)
    expect(told.map(({ reason }) => Number(reason))).toEqual(Array.from({ length: EVENTS }, (_, nth) => nth))
    expect(told.filter(({ state, id }) => state === 'delivered' && !taken.has(id))).toEqual([])
    expect(told.filter(({ state }) => state === 'failed').map(({ reason }) => Number(reason) % 250)).toEqual([17, 17, 17, 17])
    for (const { id, state, attempts } of told.filter(({ state }) => state !== 'delivered')) {
      expect([state, attempts, (came.get(id)?.length ?? 0) >= TRIES]).toEqual(['failed', TRIES, true])
    }
    expect(tooEarly(receiver)).toEqual([])
    expect(receiver.followed).toEqual([])
  }
  for (const message of plain.messages) expect(verifies(toPlain.secret, message)).toBe(true)
  for (const message of secure.messages) expect(verifies(toSecure.secret, message)).toBe(true)
  for (const { text, headers } of ofauth.messages) {
    const seconds = headers['webhook-timestamp']
    const hmac = createHmac('sha256', toOfauth.secret).update(`${seconds}.${text}`).digest('hex')
    expect(headers['ofauth-signature']).toBe(`t=${seconds},v1=${hmac}`)
  }
  expect([whyOff(file, toStranger), stranger.messages.length]).toEqual(['failing', 0])
  expect([whyOff(file, toGone), gone.taken().length]).toEqual(['gone', 20])
  report([plain, secure, ofauth])
}, 180_000)

function report(receivers: Receiver[]) {
  const taken = receivers.flatMap((receiver) => receiver.taken()).filter(({ event }) => event.type === 'proxy.failed')
  const different = new Set(taken.map(({ event }) => event.id)).size
  const all = receivers.reduce((sum, { messages }) => sum + messages.length, 0)
  console.log(`${KILLS + 1} kills: ${different} messages taken, ${taken.length - different} of them twice, ${all} tries seen`)
}
