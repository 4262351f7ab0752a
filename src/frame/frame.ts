import type { Deps } from '#src/deps.ts'
import { countListed } from '#src/pool/free-store.ts'
import { type Source, sources } from '#src/pool/source-store.ts'
import { type Actor, may } from '#src/team/actor.ts'
import type { FrameState } from '#views/frame.tsx'
import { paths } from '#views/paths.ts'
import { ago } from '#views/ui/status.tsx'
import * as store from './store.ts'

const USED_FOR_MS = 2_000
const LISTED_FOR_MS = 60_000

/**
 * What the frame around every page tells its reader. Computed for whole pages alone, and cheap: to count a large pool takes
 * 20 ms, so that is done again after a sync and once a minute only.
 */
export function frameFor(deps: Deps): (actor: Actor) => FrameState {
  const { db, now } = deps
  const fed = remembered<Source[]>(USED_FOR_MS, now)
  const listed = remembered<number>(LISTED_FOR_MS, now)
  const used = remembered<number>(USED_FOR_MS, now)
  return (actor) => {
    const feeding = fed('', () => sources(db).filter(({ disabledAt }) => disabledAt === null))
    return {
      attention: store.countNeedy(db, actor.reach),
      ...(may(actor, { role: 'viewer', scope: 'accounts:read' }) && { stream: paths.stream }),
      ...(may(actor, { role: 'viewer', scope: 'pool:read' }) &&
        feeding.length > 0 && {
          pool: {
            ...stateOf(feeding, now()),
            used: used('', () => store.countUsed(db)),
            total: listed(feeding.map(({ id, lastGoodAt }) => `${id} ${lastGoodAt}`).join(), () => countListed(db)),
          },
        }),
    }
  }
}

/** Keeps the last value for a while, as long as it is asked for by the same key. */
function remembered<T>(forMs: number, now: () => number) {
  let last: { key: string; at: number; value: T } | undefined
  return (key: string, compute: () => T): T => {
    if (!last || last.key !== key || Math.abs(now() - last.at) >= forMs) last = { key, at: now(), value: compute() }
    return last.value
  }
}

function stateOf(feeding: Source[], now: number): Pick<NonNullable<FrameState['pool']>, 'tone' | 'text'> {
  const webshare = feeding.filter(({ kind }) => kind === 'webshare')
  if (webshare.length === 0) return { tone: 'ok', text: 'Own proxies' }
  const ages = webshare.flatMap(({ lastGoodAt }) => (lastGoodAt === null ? [] : [lastGoodAt]))
  if (ages.length === 0) return { tone: 'bad', text: 'Pool not read yet' }
  const age = ago(now - Math.min(...ages))
  const isBehind = webshare.some(({ lastError, heldAt }) => lastError !== null || heldAt !== null)
  return isBehind ? { tone: 'warn', text: `Pool out of date, ${age}` } : { tone: 'ok', text: `Pool synced ${age}` }
}
