import { Html } from '@elysiajs/html'
import { Elysia, ElysiaCustomStatusResponse } from 'elysia'
import type { Log } from '#src/base/log.ts'
import { Layout } from '#views/layout.tsx'
import { ErrorBox } from '#views/ui/status.tsx'
import { audienceOf } from './audience.ts'
import { AppError, type ErrorDetails, notAcceptable } from './errors.ts'
import { Reply } from './reply.ts'
import { requestIdOf } from './request-id.ts'
import { errorBody, surfaceOf } from './surfaces.ts'
import { viewerOf } from './viewer.ts'

const VARY = 'Accept, HX-Request, HX-Request-Type'

/** The only place that knows a request can be answered in two formats. */
export const negotiate = (log: Log) =>
  new Elysia({ name: 'negotiate' })
    .mapResponse({ as: 'global' }, ({ responseValue, request, set }) => {
      if (responseValue instanceof Reply) return send(request, responseValue, headersOf(set.headers))
    })
    // Answers a Response, never an object: beside a global mapResponse Elysia sends an object as an empty 200.
    .onError({ as: 'global' }, ({ code, error, request, route, set }) => {
      const appError = toAppError(code, error)
      if (appError.status >= 500 && !(error instanceof AppError)) {
        log.error({ err: error, requestId: requestIdOf(request), method: request.method, route }, 'Request failed')
      }
      return sendError(request, appError, headersOf(set.headers))
    })

function send(request: Request, { json, view }: Reply, headers: Headers): Response | Promise<Response> {
  const audience = audienceOf(request)
  headers.set('vary', VARY)
  for (const name in view.headers) headers.set(name, view.headers[name] ?? '')
  for (const cookie of view.cookies ?? []) headers.append('set-cookie', cookie)
  if (view.trigger) headers.set('hx-trigger', view.trigger)

  if (audience === 'api') {
    if (json === undefined) return sendError(request, notAcceptable(), headers)
    if (view.location) headers.set('location', view.location)
    return Response.json(json, { status: view.status ?? 200, headers })
  }
  if (audience === 'page' && view.location && request.method !== 'GET') {
    headers.set('location', view.location)
    return new Response(null, { status: 303, headers })
  }
  if (!view.html) return new Response(null, { status: 204, headers })
  return sendHtml(request, view.html, { title: view.title, bare: view.bare, status: view.status ?? 200 }, headers)
}

interface HtmlView {
  title?: string | undefined
  bare?: boolean | undefined
  status: number
}

async function sendHtml(request: Request, html: () => JSX.Element, { title = '', bare, status }: HtmlView, headers: Headers) {
  headers.set('content-type', 'text/html; charset=utf-8')
  const inner = await html()
  if (audienceOf(request) === 'fragment') return new Response(inner, { status, headers })
  const { pathname } = new URL(request.url)
  const document = (
    <Layout title={title} viewer={bare ? null : viewerOf(request)} path={pathname}>
      {inner as 'safe'}
    </Layout>
  )
  return new Response(await document, { status, headers })
}

function sendError(request: Request, error: AppError, headers: Headers): Response | Promise<Response> {
  const requestId = requestIdOf(request)
  const { pathname, search } = new URL(request.url)
  headers.set('vary', VARY)
  for (const name in error.headers) headers.set(name, error.headers[name] ?? '')

  const audience = audienceOf(request)
  const surface = surfaceOf(pathname)
  if (audience === 'api' || surface !== 'own') {
    return Response.json(errorBody(surface, error, requestId), { status: error.status, headers })
  }
  if (error.reason === 'UNAUTHORIZED' && pathname !== '/api/auth/login') return askToSignIn(audience, pathname + search, headers)
  if (audience === 'fragment') {
    // htmx 4 swaps error bodies too: without these the alert would replace the panel it came from.
    headers.set('hx-retarget', '#flash')
    headers.set('hx-reswap', 'innerHTML')
  }
  const box = () => <ErrorBox message={error.message} details={error.details} requestId={requestId} />
  return sendHtml(request, box, { title: error.message, status: error.status }, headers)
}

function askToSignIn(audience: 'fragment' | 'page', from: string, headers: Headers) {
  const location = `/login?next=${encodeURIComponent(from)}`
  headers.set(audience === 'fragment' ? 'hx-redirect' : 'location', location)
  return new Response(null, { status: audience === 'fragment' ? 401 : 303, headers })
}

const WRONG_INPUT = 'Some fields are missing or invalid'

function toAppError(code: unknown, error: unknown): AppError {
  if (error instanceof AppError) return error
  // Elysia wraps what our reading of the body throws.
  if (error instanceof Error && error.cause instanceof AppError) return error.cause
  // An answer that does not fit its own schema is our fault, not the caller's.
  if (code === 'VALIDATION' && (error as { type?: string }).type !== 'response') {
    return new AppError(400, 'VALIDATION_ERROR', WRONG_INPUT, fieldsOf(error))
  }
  if (code === 'PARSE')
    return new AppError(400, 'VALIDATION_ERROR', 'The request body could not be read', [
      { path: 'body', message: 'is not valid JSON' },
    ])
  if (code === 'NOT_FOUND') return new AppError(404, 'NOT_FOUND', 'Not found')
  if (error instanceof ElysiaCustomStatusResponse)
    return new AppError(Number(error.code), 'REQUEST_REFUSED', String(error.response))
  return new AppError(500, 'INTERNAL_ERROR', 'Something went wrong on our side')
}

// Only path and message: the error also holds what was submitted.
function fieldsOf(error: unknown): ErrorDetails {
  const issues = (error as { all?: { path?: PropertyKey[] | string; message?: string }[] }).all ?? []
  return issues.map(({ path = '', message = 'is invalid' }) => ({
    path: (Array.isArray(path) ? path.join('.') : String(path)).replace(/^\//, '').replaceAll('/', '.') || 'body',
    message,
  }))
}

function headersOf(headers: Record<string, unknown>) {
  const copy = new Headers()
  for (const name in headers) {
    const value = headers[name]
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) copy.append(name, String(one))
  }
  return copy
}
