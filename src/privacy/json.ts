import { basename } from 'node:path'
import { iso } from '#src/http/times.ts'
import type { Erased } from './erase.ts'

/** What was erased, and where copies are that only whoever runs the program can delete. */
export const erasedJson = ({ id, removed, isLogEmpty, backups }: Erased) => ({
  id,
  removed,
  log_emptied: isLogEmpty,
  backups: backups.map(({ file, madeAt, holds }) => ({
    file: basename(file),
    made_at: iso(madeAt),
    holds_account: holds,
    // Backups are kept until somebody deletes them.
    kept_until: null,
  })),
})
