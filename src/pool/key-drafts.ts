import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { notFound } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'

const LASTS_MS = 15 * 60_000
const MOST = 20

/** A key that was tried and waits for somebody to say yes, with the list it showed. */
export interface KeyDraft {
  sourceId: string
  apiKey: string
  /** Of the list, as a held one is known by. */
  digest: string
}

/** Keys that were tried and not yet taken. A key goes neither back to the page nor to disk: memory keeps it for a quarter of an hour. */
export function createKeyDrafts({ now }: Pick<Deps, 'now'>) {
  const drafts = new Map<string, KeyDraft & { owner: string | null; until: number }>()

  return {
    keep(draft: KeyDraft, actor: Actor): string {
      for (const [id, { until }] of drafts) if (until <= now() || drafts.size >= MOST) drafts.delete(id)
      const id = newId('kdr')
      drafts.set(id, { ...draft, owner: actor.id, until: now() + LASTS_MS })
      return id
    },
    /** Throws 404 for somebody else's, for another source's, and for one that is gone. */
    read(id: string, sourceId: string, actor: Actor): KeyDraft {
      const draft = drafts.get(id)
      const isTheirs = draft && draft.owner === actor.id && draft.sourceId === sourceId && draft.until > now()
      if (!isTheirs) throw notFound('The key you tried')
      return draft
    },
    drop: (id: string) => void drafts.delete(id),
  }
}

export type KeyDrafts = ReturnType<typeof createKeyDrafts>
