import { triggersOf } from './triggers.ts'

/** Says a success in the browser; for `trigger` of an answer. @param events what else the page should hear of. */
export const toast = (text: string, events: Record<string, object> = {}) => triggersOf({ toast: { text }, ...events })
