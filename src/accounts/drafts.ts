import { newId } from '#src/base/ids.ts'
import type { Deps } from '#src/deps.ts'
import { notFound } from '#src/http/errors.ts'
import type { Actor } from '#src/team/actor.ts'

const LASTS_MS = 30 * 60_000
const MOST = 20

/**
 * Files that were looked at and not yet imported. They hold proxy passwords, so they neither go back to the page nor to disk:
 * memory keeps them for half an hour, and after a restart the file is pasted again.
 */
export function createDrafts({ now }: Pick<Deps, 'now'>) {
  const drafts = new Map<string, { csv: string; owner: string | null; until: number }>()

  return {
    keep(csv: string, actor: Actor): string {
      for (const [id, { until }] of drafts) if (until <= now() || drafts.size >= MOST) drafts.delete(id)
      const id = newId('dra')
      drafts.set(id, { csv, owner: actor.id, until: now() + LASTS_MS })
      return id
    },
    /** Throws 404 for somebody else's, and for one that is gone. */
    read(id: string, actor: Actor): string {
      const draft = drafts.get(id)
      if (!draft || draft.owner !== actor.id || draft.until <= now()) throw notFound('The file you looked at')
      return draft.csv
    },
    drop: (id: string) => void drafts.delete(id),
  }
}

export type Drafts = ReturnType<typeof createDrafts>
