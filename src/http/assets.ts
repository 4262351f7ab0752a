import { Elysia } from 'elysia'
import { FAVICON, PAGE_FILES, type PageFile } from '#views/files.ts'
import { flagFile } from '#views/flags.ts'
import { compressed, type Encoding, encodingFor, quicklyCompressed, repacked } from './compression.ts'
import { notFound } from './errors.ts'

/** For what has its version in its address. */
export const FOR_EVER = 'public, max-age=31536000, immutable'
const A_DAY = 'public, max-age=86400'

const files = new Map(PAGE_FILES.map((file) => [file.path, file]))
// Made when first asked for and kept: there are few files and their content never changes.
const made = new Map<string, Promise<Uint8Array>>()

/** Styles, scripts, the font and flags from inside the program. An address never changes its content, so a browser asks for it once. */
export const assets = () =>
  new Elysia({ name: 'assets' })
    .get('/assets/:file', ({ path, request }) => {
      const file = files.get(path)
      if (!file) throw notFound('File')
      const encoding = file.isPacked ? 'identity' : encodingFor(request)
      return answer(file.type, encoding, packed(file, encoding))
    })
    // Browsers ask for it unasked, wherever no page names another.
    .get('/favicon.ico', () =>
      answer(
        FAVICON.type,
        'identity',
        once(FAVICON.path, async () => FAVICON.content()),
        A_DAY,
      ),
    )
    .get('/assets/flags/:file', ({ params, request }) => {
      const flag = flagFile(params.file)
      if (!flag) throw notFound('File')
      const encoding = encodingFor(request)
      return answer(
        'image/svg+xml',
        encoding,
        once(`${encoding} flag ${params.file}`, () => repacked(flag, encoding)),
      )
    })

// To make the smallest of all files takes a second on a busy machine: the first visitor does not wait for it.
function packed(file: PageFile, encoding: Encoding): Promise<Uint8Array> {
  const key = `${encoding} ${file.path}`
  const isNew = !made.has(key)
  const content = once(key, () => quicklyCompressed(file.content(), encoding))
  if (isNew && encoding === 'br') {
    const keep = (smallest: Uint8Array) => void made.set(key, Promise.resolve(smallest))
    // What was made quickly stays where this fails.
    content.then(() => compressed(file.content(), encoding)).then(keep, () => {})
  }
  return content
}

function once(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const found = made.get(key) ?? make()
  made.set(key, found)
  return found
}

async function answer(type: string, encoding: Encoding, content: Promise<Uint8Array>, keep = FOR_EVER): Promise<Response> {
  const headers = new Headers({ 'content-type': type, 'cache-control': keep, vary: 'accept-encoding' })
  if (encoding !== 'identity') headers.set('content-encoding', encoding)
  return new Response((await content) as Uint8Array<ArrayBuffer>, { headers })
}
