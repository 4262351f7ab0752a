import type { Flash } from './flashes.ts'
import type { Events } from './triggers.ts'

/** One answer, two audiences: API clients get `json`, browsers get `html`. Sent by negotiate.tsx. */
export class Reply {
  constructor(
    /** What programs get; a function is called only when one asked, so it may do what people do not need. */
    readonly json: unknown,
    readonly view: View = {},
    /** The JSON as text, where that is kept because it is asked for again and again. */
    readonly text: string | null = null,
  ) {}
}

export interface View {
  status?: number
  /** The status for programs, where it differs. */
  apiStatus?: number
  /** Rendered only when a browser asked, so it may read what the JSON does not need. */
  html?: () => JSX.Element
  /** What htmx gets instead of `html` when it asks for a part of a page. */
  part?: Part
  /** Title of the page around `html` when it is loaded by address rather than by htmx. */
  title?: string
  /** Where the result lives: a Location for API clients, a redirect for a plain form post. */
  location?: string
  /** Browser event for htmx to fire, e.g. 'pool-synced', or several by name with their details. */
  trigger?: Events
  /** A success that is said in passing; after a redirect, on the page that it leads to. */
  toast?: string | undefined
  /** What is to be said after a redirect alone, because `html` says it by itself. */
  afterwards?: Flash
  /** Pages for people who are not signed in (sign-in, setup) stand without navigation. */
  bare?: boolean
  headers?: Record<string, string>
  /** Whole `Set-Cookie` values. */
  cookies?: string[]
}

export interface Part {
  html: () => JSX.Element
  /** Browser event that makes room for it, e.g. 'drawer-open'. */
  trigger?: Events
  headers?: Record<string, string>
}

export const reply = (json: unknown, view?: View) => new Reply(json, view)

/** Like `reply`, with its JSON as text. */
export const replyText = (text: string, view?: View) => new Reply(null, view, text)

/** For addresses that only people visit. API clients get 406. */
export const page = (title: string, html: () => JSX.Element, view?: View) => new Reply(undefined, { ...view, title, html })
