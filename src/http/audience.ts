export type Audience = 'api' | 'fragment' | 'page'

/** Browsers name text/html; curl, scrapers and the extension do not. When unsure it is the API. */
export function audienceOf({ headers }: Request): Audience {
  if (headers.get('hx-request') === 'true') return wantsWholePage(headers) ? 'page' : 'fragment'
  return headers.get('accept')?.includes('text/html') ? 'page' : 'api'
}

// htmx 4 says so itself (HX-Request-Type). htmx 2 only hints, through boosts and history restores.
function wantsWholePage(headers: Headers) {
  return (
    headers.get('hx-request-type') === 'full' ||
    headers.get('hx-boosted') === 'true' ||
    headers.get('hx-history-restore-request') === 'true'
  )
}
