import { iso } from '#src/http/times.ts'
import type { ConnectionRow, EventRow } from './event-store.ts'

type Data = Record<string, unknown>

/** What is known of an event's account and connection at the moment its message is written, for what the event itself does not say. */
export interface Subject {
  /** What the agency's own program calls the account. */
  clientReferenceId: string | null
  connection: ConnectionRow | undefined
}

/** What of an event's data goes out, by type. What is not named here stays here. */
const TOLD: Record<string, readonly string[]> = {
  'proxy.assigned': ['from', 'to', 'why'],
  'proxy.reassigned': ['from', 'to', 'why'],
  'proxy.disabled': ['from', 'to', 'why'],
  'proxy.failed': ['exit', 'reason'],
  'proxy.recovered': ['exit', 'reason'],
  'pool.synced': ['source_id', 'source', 'total', 'added', 'removed', 'changed', 'removed_assigned'],
  'pool.low': ['free', 'listed'],
  'pool.sync_failed': ['source_id', 'source', 'reason', 'detail', 'held'],
  'account.created': ['name', 'username', 'tags'],
  'account.deleted': [],
}

/** The message of an event, as text: it is signed and sent as the very same bytes at every try. */
export function bodyOf(id: string, event: Pick<EventRow, 'type' | 'at' | 'accountId' | 'data'>, subject: Subject): string {
  return JSON.stringify({ id, type: event.type, timestamp: iso(event.at), data: dataOf(event, subject) })
}

function dataOf({ type, accountId, data }: Pick<EventRow, 'type' | 'accountId' | 'data'>, subject: Subject): Data {
  const told = picked(data, TOLD[type] ?? [])
  if (type.startsWith('connection.')) return connectionData(type, accountId, data, subject)
  if (accountId === null) return told
  return { account_id: accountId, client_reference_id: subject.clientReferenceId, ...told }
}

const picked = (data: Data, names: readonly string[]): Data =>
  Object.fromEntries(names.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])))

// The spelling of the connections API, which receivers of these events read as well.
function connectionData(type: string, accountId: string | null, data: Data, { connection, clientReferenceId }: Subject): Data {
  const reference = 'client_reference_id' in data ? data.client_reference_id : connection?.clientReferenceId
  return {
    accountId,
    clientReferenceId: textIn(reference) ?? clientReferenceId,
    connection: {
      id: textIn(data.connection_id) ?? connection?.id ?? null,
      status: STATUS_BY_TYPE[type] ?? textIn(data.status) ?? connection?.status ?? null,
      permissions: Array.isArray(data.permissions) ? data.permissions : (connection?.permissions ?? []),
      userData: userIn(data.user) ?? (connection ? userIn({ ...connection, id: connection.onlyfansUserId }) : null),
    },
    reason: textIn(data.reason),
  }
}

// What a connection was when it went says less than that it is gone.
const STATUS_BY_TYPE: Record<string, string> = {
  'connection.expired': 'expired',
  'connection.awaiting_2fa': 'awaiting_2fa',
  'connection.disconnected': 'expired',
}

function userIn(value: unknown): Data | null {
  if (typeof value !== 'object' || value === null) return null
  const { id, name, username, avatar } = value as Data
  return { id: textIn(id), name: textIn(name), username: textIn(username), avatar: textIn(avatar) }
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)
