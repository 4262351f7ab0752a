import { remembered } from '#db/remembered.ts'
import { goOnWith } from '#src/connections/go-on.ts'
import { heard, type Usable, usable } from '#src/connections/use.ts'
import type { Deps } from '#src/deps.ts'
import { limitsOf, type Quota } from '#src/http/rate-limit.ts'
import type { Outcome } from '#src/onlyfans/outcome.ts'
import { type Sending, type Sent, send } from '#src/onlyfans/send.ts'
import type { Actor } from '#src/team/actor.ts'
import { type Passed, passedOn } from './answer.ts'
import type { Wanted } from './path.ts'
import { permissionFor } from './permissions-of.ts'
import { place } from './places.ts'
import { noConnectionNamed, notOnTheList, notPermitted, problemIn } from './problems.ts'
import { whileExitLasts } from './running.ts'

export interface Call {
  connectionId: string | null
  method: string
  wanted: Wanted
  headers: Record<string, string>
  /** Read only once the call may go out. */
  body: () => Promise<Sending['body']>
  /** Aborted when the caller leaves. */
  signal: AbortSignal
}

/** 60 a minute, 90 at once, for each connection, whoever calls. */
const QUOTA: Quota = { name: 'access', quota: 90, windowMs: 90_000, inOldHeaders: true }

/**
 * Sends a call as the user of a connection, through the exit of its account, once. Throws 401 SESSION_NOT_PROVIDED or SESSION_EXPIRED;
 * 403 FORBIDDEN; 404; 409 PROXY_INACTIVE, EXIT_CHANGED or BROWSER_CHANGED; 413; 429; 502 PROXY_ERROR; 503 NETWORK_ERROR or RULES_OUTDATED.
 */
export async function access(deps: Deps, call: Call, actor: Actor): Promise<Passed> {
  const { connectionId, method, wanted, signal } = call
  const permission = permissionFor(method, wanted.path)
  if (!permission) throw notOnTheList()
  if (connectionId === null) throw noConnectionNamed()
  const used = usableNow(deps, connectionId, actor)
  const { connection } = used
  if (!connection.permissions.includes(permission)) throw notPermitted(permission)
  const told = limitsOf(deps).take(QUOTA, connection.id)
  const free = place(deps, connection.id, signal)
  // Not even a turn is waited where none has to be: the account could move in it.
  const giveBack = free instanceof Promise ? await free : free
  try {
    const passed = await goOut(deps, call, free instanceof Promise ? usableNow(deps, connectionId, actor) : used, giveBack)
    return { ...passed, headers: { ...passed.headers, ...told } }
  } catch (error) {
    giveBack()
    throw error
  }
}

/** Everything that a call needs, as long as nothing was written since: a scraper asks again and again. */
const usableNow = (deps: Deps, id: string, actor: Actor): Usable =>
  remembered(deps.db, 'usable', `${actor.kind} ${actor.id} ${id}`, () => usable(deps, id, actor))

async function goOut(deps: Deps, call: Call, used: Usable, giveBack: () => void): Promise<Passed> {
  const { accountId } = used.connection
  const { signal, end } = whileExitLasts(deps, { accountId, generation: used.generation }, call.signal)
  try {
    const sent = await sendAs(deps, call, used, signal)
    if (!sent.ok) throw problemIn(sent.outcome)
    const finish = () => {
      end()
      giveBack()
    }
    sent.ended.then(finish)
    // Of a body that nobody reads on, nothing else says that it has ended.
    signal.addEventListener('abort', finish, { once: true })
    if (signal.aborted) finish()
    return await received(deps, call, used, sent)
  } catch (error) {
    end()
    throw error
  }
}

async function received(deps: Deps, { method, wanted }: Call, used: Usable, sent: Extract<Sent, { ok: true }>): Promise<Passed> {
  let isOver = false
  const hear = (outcome: Outcome) => {
    isOver = outcome.kind === 'expired'
    heard(deps, used, outcome)
  }
  try {
    return await passedOn(sent, wanted.path === 'users/me' && method !== 'HEAD', hear)
  } catch (error) {
    // Nobody reads on, and the connection is the next call's.
    if (!sent.body.locked) await sent.body.cancel().catch(() => {})
    throw error
  } finally {
    // Whoever is signed out goes on as a visitor, and the cookies of a visitor are no session.
    if (!isOver) goOnWith(deps, used, sent.setCookies)
  }
}

async function sendAs(deps: Deps, { method, wanted, headers, body }: Call, used: Usable, signal: AbortSignal): Promise<Sent> {
  const { session, proxy, generation } = used
  // What is looked through for secrets has to come unpacked.
  const { 'accept-encoding': _, ...unpacked } = headers
  const wished = wanted.path === 'users/me' ? unpacked : headers
  const sending = { session, proxy, method, path: wanted.whole, headers: wished, lane: String(generation), signal }
  return send(deps, { ...sending, body: await body() })
}
