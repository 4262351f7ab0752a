import type { Actor } from '#src/team/actor.ts'

/** What the page frame shows of the signed-in member. */
export interface Viewer {
  name: string
  role: string
}

const callers = new WeakMap<Request, Actor>()

/** Set once a request is authenticated, whether or not its caller may do what it asks. */
export const rememberCaller = (request: Request, actor: Actor) => callers.set(request, actor)
export const callerOf = (request: Request): Actor | undefined => callers.get(request)

/** The caller of a request that got past its `access`. */
export function callerIn(request: Request): Actor {
  const caller = callers.get(request)
  if (!caller) throw new Error('Nobody was authenticated yet')
  return caller
}

export function viewerOf(request: Request): Viewer | null {
  const caller = callers.get(request)
  return caller?.kind === 'user' ? caller : null
}
