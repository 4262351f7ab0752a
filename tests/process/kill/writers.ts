import type { Answer, Client } from '#tests/support/client.ts'

/** What one account must look like, as far as the server has confirmed it. */
export interface Known {
  id: string
  name: string
  mode: string
  address: string | null
  port: number | null
  active: boolean
  region: string | null
}

export interface Write {
  method: string
  path: string
  body?: Record<string, unknown>
  /** What the account looks like after it; an exit that the server chooses is taken from its answer. */
  after: (before: Known, answer: Answer) => Known
  /** Whether the account looks as it would if this write was done although nobody heard so. */
  mayBe: (before: Known, seen: Known) => boolean
}

export interface ManualProxy {
  host: string
  port: number
}

const REGIONS = ['DE', 'US', 'GB', null]
const NO_EXIT = { mode: 'none', address: null, port: null, active: false }

/** What one person has done so far, and what was under way when the server died. */
export interface Writer {
  /** Accounts of their own, by id; nobody else touches them, so what is known is exact. */
  accounts: Map<string, Known>
  /** The write that nobody heard the end of. */
  unheard: { write: Write; before: Known } | null
  /** The account that nobody heard the id of. Its creation is repeated with the same Idempotency-Key. */
  unborn: { name: string; key: string } | null
  confirmed: number
  unconfirmed: number
  pick<T>(list: T[]): T | undefined
  newName(): string
  manualProxies: ManualProxy[]
}

interface WriterOptions {
  name: string
  manualProxies: ManualProxy[]
  random: () => number
}

export function createWriter({ name, manualProxies, random }: WriterOptions): Writer {
  let serial = 0
  return {
    accounts: new Map(),
    unheard: null,
    unborn: null,
    confirmed: 0,
    unconfirmed: 0,
    pick: (list) => list[Math.floor(random() * list.length)],
    newName: () => `${name}-${++serial}`,
    manualProxies,
  }
}

const MOST_ACCOUNTS = 30
const CREATE_OR_CHANGE = ['create', ...Array<string>(6).fill('change')]

/** Writes, one after the other, until the server is gone. Throws for an answer that no write may get. */
export async function work(writer: Writer, call: Client) {
  for (let writes = 0; writes < 10_000; writes++) {
    const creates = writer.accounts.size < MOST_ACCOUNTS && (writer.unborn || writer.pick(CREATE_OR_CHANGE) === 'create')
    const answered = creates ? await create(writer, call) : await change(writer, call)
    if (answered) continue
    writer.unconfirmed++
    return
  }
}

async function create(writer: Writer, call: Client): Promise<boolean> {
  writer.unborn ??= { name: writer.newName(), key: crypto.randomUUID() }
  const { name, key } = writer.unborn
  const answer = await heard(call('POST', '/api/accounts', { name }, { 'idempotency-key': key }))
  if (!answer) return false
  const id = answer.status === 201 ? answer.body.data.id : await madeBefore(call, name, answer)
  if (id === null) return false
  writer.accounts.set(id, { id, name, ...NO_EXIT, region: null })
  writer.unborn = null
  writer.confirmed++
  return true
}

/**
 * The repetition of a creation is refused when the first one is on disk but its answer was never kept: then the account must be
 * there, once. Null when the server is gone.
 */
async function madeBefore(call: Client, name: string, { status, body }: Answer): Promise<string | null> {
  if (status !== 409) throw new Error(`Creating answered ${status}: ${JSON.stringify(body)}`)
  const found = await heard(call('GET', `/api/accounts?q=${name}&limit=100`))
  if (!found) return null
  const made = (found.body.data as { id: string; name: string }[]).filter((account) => account.name === name)
  if (made.length !== 1) throw new Error(`A refused repetition stands for ${made.length} accounts`)
  return made[0]?.id ?? null
}

async function change(writer: Writer, call: Client): Promise<boolean> {
  const before = writer.pick([...writer.accounts.values()])
  if (!before) return create(writer, call)
  const write = writer.pick(KINDS)?.(before, writer)
  if (!write) throw new Error('There is no kind of write')
  writer.unheard = { write, before }
  const answer = await heard(call(write.method, write.path, write.body))
  if (!answer) return false
  writer.unheard = null
  const { status, body } = answer
  if (status >= 500 && body.code !== 'NO_PROXY_AVAILABLE') throw new Error(`${write.path}: ${JSON.stringify(body)}`)
  if (status === 200) {
    writer.accounts.set(before.id, write.after(before, answer))
    writer.confirmed++
  }
  return true
}

type Kind = (before: Known, writer: Writer) => Write

const at = ({ id }: Known, verb: string) => `/api/proxy/account/${id}/${verb}`
const chosen = (before: Known, { body: { data } }: Answer): Known => ({
  ...before,
  mode: data.proxy_mode,
  address: data.proxy_address,
  port: data.proxy_port,
  active: true,
})
const isAuto = (before: Known, seen: Known) =>
  seen.mode === 'auto' && seen.address !== null && same({ ...seen, name: before.name, region: before.region, active: true }, seen)

const assign: Kind = (before) => ({ method: 'POST', path: at(before, 'assign-auto'), body: {}, after: chosen, mayBe: isAuto })

const assignAnew: Kind = (before) => ({
  method: 'POST',
  path: at(before, 'assign-auto'),
  body: { forceReassign: true },
  after: chosen,
  mayBe: (known, seen) => isAuto(known, seen) && seen.address !== known.address,
})

const prefer: Kind = (before, writer) => {
  const region = writer.pick(REGIONS) ?? null
  return {
    method: 'PUT',
    path: at(before, 'preference'),
    body: { proxy_region_preference: region },
    after: (known) => ({ ...known, region }),
    mayBe: (known, seen) => same({ ...known, region }, seen),
  }
}

const manual: Kind = (before, writer) => {
  const proxy = writer.pick(writer.manualProxies)
  return {
    method: 'POST',
    path: at(before, 'set-manual'),
    body: { proxy_address: proxy?.host, proxy_port: proxy?.port },
    after: chosen,
    mayBe: (known, seen) =>
      same({ ...known, mode: 'manual', address: proxy?.host ?? null, port: proxy?.port ?? null, active: true }, seen),
  }
}

const disable: Kind = (before) => ({
  method: 'POST',
  path: at(before, 'disable'),
  after: (known) => ({ ...known, ...NO_EXIT }),
  mayBe: (known, seen) => same({ ...known, ...NO_EXIT }, seen),
})

const rename: Kind = (before, writer) => {
  const name = writer.newName()
  return {
    method: 'PATCH',
    path: `/api/accounts/${before.id}`,
    body: { name },
    after: (known) => ({ ...known, name }),
    mayBe: (known, seen) => same({ ...known, name }, seen),
  }
}

const KINDS: Kind[] = [assign, assign, assignAnew, prefer, manual, disable, rename]

export const same = (a: Known, b: Known) =>
  a.name === b.name &&
  a.mode === b.mode &&
  a.address === b.address &&
  a.port === b.port &&
  a.active === b.active &&
  a.region === b.region

// A connection that breaks means that the server is gone; nothing else is forgiven.
async function heard(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch {
    return null
  }
}
