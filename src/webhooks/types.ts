/** Every type that an endpoint can be told of: the closed list of API.md. */
export const EVENT_TYPES = [
  'connection.created',
  'connection.updated',
  'connection.expired',
  'connection.awaiting_2fa',
  'connection.disconnected',
  'proxy.assigned',
  'proxy.reassigned',
  'proxy.failed',
  'proxy.recovered',
  'proxy.disabled',
  'pool.synced',
  'pool.low',
  'pool.sync_failed',
  'account.created',
  'account.deleted',
  'test.ping',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Sent when somebody asks for it, never because something happened. */
export const TEST: EventType = 'test.ping'

/** What can happen. */
export const HAPPENINGS = EVENT_TYPES.filter((type) => type !== TEST)

/** Whether an endpoint that chose these types is told of this one. None chosen stands for all. */
export const wants = (chosen: readonly string[], type: string) => chosen.length === 0 || chosen.includes(type)
