import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './open.ts'

/**
 * What a request wants to write beside whatever it changes, in the same transaction: the mark that it took effect.
 * Carried beside the call, because no verb should have to know whether its caller may repeat itself.
 */
export const effects = new AsyncLocalStorage<{ mark(tx: Tx): void }>()
