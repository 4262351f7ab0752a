import { Elysia } from 'elysia'
import { PAGE_FILES } from '#views/files.ts'
import { notFound } from './errors.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** Styles and scripts from inside the program. An address never changes its content, so a browser asks for it once. */
export const assets = () => {
  const files = new Map(PAGE_FILES.map((file) => [file.path, file]))
  return new Elysia({ name: 'assets' }).get('/assets/:file', ({ path, set }) => {
    const file = files.get(path)
    if (!file) throw notFound('File')
    set.headers['cache-control'] = FOR_EVER
    set.headers['content-type'] = file.type
    return new Response(file.text)
  })
}
