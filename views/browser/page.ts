/** What htmx tells about a request, as far as this script reads it. */
export interface RequestContext {
  sourceElement?: Element & { _htmx?: { boosted?: unknown } }
  target?: Element | string
  title?: string
  confirm?: string
  /** The answer's own headers for htmx, without their `HX-`. */
  hx?: Record<string, string>
  request: { action: string; method: string; abort?: () => void }
  response?: { headers: Headers; raw: Response }
}

/** Listens on the document. `element` is where the event started. */
export function on<T = Event>(name: string, hear: (event: T & Event, element: Element) => void, capture = false) {
  document.addEventListener(
    name,
    (event) => hear(event as T & Event, event.target instanceof Element ? event.target : document.documentElement),
    capture,
  )
}

/** Listens to an event that carries details, such as those of htmx. */
export const onCustom = <T>(name: string, hear: (detail: T, event: CustomEvent<T>, element: Element) => void) =>
  on<CustomEvent<T>>(name, (event, element) => hear(event.detail, event, element))

export const find = (selector: string) => document.querySelector<HTMLElement>(selector)
export const findAll = <T extends Element = HTMLElement>(selector: string) => [...document.querySelectorAll<T>(selector)]

/** Whether keys typed here are text. */
export const isEditable = (element: Element | null) => element?.closest('input:not([type=checkbox]), textarea, select') != null

/** Has a screen reader say this when it is done with what it says now. */
export function say(text: string) {
  const live = find('#live')
  // A region that is filled while it is put on the page is not read out.
  if (live) setTimeout(() => live.replaceChildren(text), 100)
}

/** An element with attributes and children; text is never read as markup. */
export function make(name: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  element.append(...children)
  return element
}
