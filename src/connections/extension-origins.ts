import type { Queryable } from '#db/open.ts'
import * as store from './pairing-store.ts'

/** Chrome's ids of extensions that come with the program; the key in their manifest fixes them. */
const SHIPPED: readonly string[] = []

const ORIGIN = /^chrome-extension:\/\/([a-p]{32})$/

/** The id of the extension that a request comes from; null where it comes from elsewhere. */
export const extensionOf = ({ headers }: Request): string | null => ORIGIN.exec(headers.get('origin') ?? '')?.[1] ?? null

/** Whether an extension is ours, or one that somebody of the team paired. */
export const isKnownExtension = (db: Queryable, id: string) => SHIPPED.includes(id) || store.isPaired(db, id)
