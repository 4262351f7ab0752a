import { integer, text } from 'drizzle-orm/sqlite-core'

/** A moment, as milliseconds since 1970 UTC. */
export const moment = (name: string) => integer(name)

/** A JSON value kept as text. */
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>()

export const flag = (name: string) => integer(name, { mode: 'boolean' })
