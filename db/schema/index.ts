// The map: every table, by noun.
export * from './accounts.ts'
export * from './connections.ts'
export * from './events.ts'
export * from './extension.ts'
export * from './jobs.ts'
export * from './pool.ts'
export * from './team.ts'
export * from './webhooks.ts'
