import type { Page } from '#src/http/paging.ts'
import { iso, isoOrNull } from '#src/http/times.ts'
import type { Connection } from './store.ts'

/** A connection as OFAuth's clients know it. Never its session. */
export function connectionJson(connection: Connection) {
  const { onlyfansUserId, name, username, avatar } = connection
  return {
    status: connection.status,
    id: connection.id,
    userData: { id: onlyfansUserId, name, username, avatar },
    permissions: connection.permissions,
    expiredAt: isoOrNull(connection.expiredAt),
    createdAt: iso(connection.createdAt),
    updatedAt: iso(connection.updatedAt),
    clientReferenceId: connection.clientReferenceId,
    imported: connection.source === 'import',
    lastCheckedAt: isoOrNull(connection.lastCheckedAt),
  }
}

export const listJson = ({ rows, hasMore }: Page<Connection>, offset: number) => ({
  list: rows.map(connectionJson),
  hasMore,
  ...(hasMore && { nextOffset: offset + rows.length }),
})
