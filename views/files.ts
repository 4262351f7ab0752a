import sse from 'htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' }
import htmx from 'htmx.org/dist/htmx.min.js' with { type: 'text' }
import css from './assets/app.css' with { type: 'text' }
import script from './assets/app.js' with { type: 'text' }

/** A file that pages load, carried inside the program. Its address names its content, so that browsers may keep it for ever. */
export interface PageFile {
  path: string
  type: string
  text: string
}

export const STYLES = file('app', 'css', css)
export const SCRIPT = file('app', 'js', script)
export const HTMX = file('htmx', 'js', htmx)
export const SSE = file('hx-sse', 'js', sse)

export const PAGE_FILES: readonly PageFile[] = [STYLES, SCRIPT, HTMX, SSE]

function file(name: string, extension: 'css' | 'js', text: string): PageFile {
  const hash = new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 16)
  const type = extension === 'css' ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
  return { path: `/assets/${name}.${hash}.${extension}`, type, text }
}
