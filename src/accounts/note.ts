import type { Secrets } from '#src/base/secrets.ts'

const place = (accountId: string) => ({ table: 'accounts', column: 'note', row: accountId })

/** A note is kept sealed: it tells who a creator is. */
export const sealNote = (secrets: Secrets, accountId: string, note: string | null | undefined) =>
  note == null ? null : secrets.seal(note, place(accountId))

export const openNote = (secrets: Secrets, accountId: string, sealed: string | null) =>
  sealed === null ? null : secrets.open(sealed, place(accountId))
