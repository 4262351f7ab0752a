import type { Quota } from '#src/http/rate-limit.ts'

/** Who may do what with connections. */
export const READ = { role: 'viewer', scope: 'connections:read' } as const
export const WRITE = { role: 'operator', scope: 'connections:write' } as const
export const DELETE = { role: 'manager', scope: 'connections:write' } as const

/** Sessions that one caller may hand over or ask about. Far more than people do; a program that loops is stopped. */
export const HAND_OVER: Quota = { name: 'sessions', quota: 300, windowMs: 60_000 }

/** Codes that one address may try. */
export const PAIRING: Quota = {
  name: 'pairing',
  quota: 10,
  windowMs: 60_000,
  together: { name: 'pairing-all', quota: 120, windowMs: 60_000 },
}
