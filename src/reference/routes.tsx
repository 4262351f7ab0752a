import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import { FOR_EVER } from '#src/http/assets.ts'
import { encodingFor } from '#src/http/compression.ts'
import { notFound } from '#src/http/errors.ts'
import { policyWith } from '#src/http/hardening.ts'
import { DocsPage } from '#views/docs.tsx'
import { DOCS } from '#views/files.ts'
import { READER, reader } from './reader.ts'

const START = DOCS.path.split('/').at(-1) ?? ''
// The reader writes its styles into the page. Scripts, pictures and requests stay with us, as everywhere.
const POLICY = policyWith({ 'style-src': "'self' 'unsafe-inline'" })

/** The description of the API for people, from inside the program. */
export const referenceRoutes = () =>
  new Elysia()
    .get('/docs', ({ set }) => {
      set.headers['content-security-policy'] = POLICY
      set.headers['content-type'] = 'text/html; charset=utf-8'
      return <DocsPage reader={`/docs/${READER}`} start={`/docs/${START}`} />
    })
    .get('/docs/:file', async ({ params: { file }, request, set }) => {
      if (file !== START && file !== READER) throw notFound('File')
      const encoding = file === READER ? encodingFor(request) : 'identity'
      set.headers['cache-control'] = FOR_EVER
      set.headers['content-type'] = DOCS.type
      set.headers.vary = 'accept-encoding'
      if (encoding !== 'identity') set.headers['content-encoding'] = encoding
      return new Response(file === READER ? await reader(encoding) : new Uint8Array(DOCS.content()))
    })
