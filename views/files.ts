import { readFileSync } from 'node:fs'
import fontPath from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2' with { type: 'file' }
import sse from 'htmx.org/dist/ext/hx-sse.min.js' with { type: 'text' }
import htmx from 'htmx.org/dist/htmx.min.js' with { type: 'text' }
import css from './assets/built/app.css' with { type: 'text' }
import script from './assets/built/ui.js' with { type: 'text' }
import docs from './assets/docs.js' with { type: 'text' }
import faviconPath from './assets/favicon.ico' with { type: 'file' }
import icon from './assets/icon.svg' with { type: 'text' }

/** A file that pages load, carried inside the program. Its address names its content, so that browsers may keep it for ever. */
export interface PageFile {
  path: string
  type: string
  content: () => Uint8Array
  /** Holds compressed data already. */
  isPacked: boolean
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }

export const STYLES = textFile('app', 'css', css)
export const SCRIPT = textFile('ui', 'js', script)
export const HTMX = textFile('htmx', 'js', htmx)
export const SSE = textFile('hx-sse', 'js', sse)
export const ICON = textFile('icon', 'svg', icon)
/** Loaded by /docs alone, and served there. */
export const DOCS = textFile('start', 'js', docs)
/** Named by its version rather than its content: the stylesheet names it too. */
export const FONT: PageFile = {
  path: '/assets/inter.5.3.0.woff2',
  type: 'font/woff2',
  content: () => readFileSync(fontPath),
  isPacked: true,
}

/** For browsers that ask for it before any page names another; always at the same address. */
export const FAVICON: PageFile = {
  path: '/favicon.ico',
  type: 'image/x-icon',
  content: () => readFileSync(faviconPath),
  isPacked: true,
}

export const PAGE_FILES: readonly PageFile[] = [STYLES, SCRIPT, HTMX, SSE, ICON, FONT]

function textFile(name: string, extension: keyof typeof TYPES, text: string): PageFile {
  const hash = new Bun.CryptoHasher('sha256').update(text).digest('hex').slice(0, 16)
  return {
    path: `/assets/${name}.${hash}.${extension}`,
    type: TYPES[extension],
    content: () => new TextEncoder().encode(text),
    isPacked: false,
  }
}
