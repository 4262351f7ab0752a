import type { Queryable } from '#db/open.ts'
import { credentials } from '#db/schema/accounts.ts'
import { statement } from '#db/statement.ts'

export interface StoredCredential extends Record<string, unknown> {
  id: string
  sealed: string
}

export function find(db: Queryable, id: string): StoredCredential | null {
  return statement<StoredCredential>(db, 'select id, sealed from credentials where id = $id').get({ id })
}

export function add(tx: Queryable, credential: StoredCredential) {
  tx.insert(credentials).values(credential).run()
}
