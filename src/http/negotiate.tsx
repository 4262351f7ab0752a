import { Html } from '@elysiajs/html'
import { Elysia, ElysiaCustomStatusResponse } from 'elysia'
import type { Log } from '#src/base/log.ts'
import { Layout } from '#views/layout.tsx'
import { ErrorBox } from '#views/ui/status.tsx'
import { audienceOf } from './audience.ts'
import { AppError, type ErrorDetails, notAcceptable } from './errors.ts'
import { Reply, type View } from './reply.ts'
import { requestIdOf } from './request-id.ts'
import { errorBody, surfaceOf } from './surfaces.ts'
import { themeOf } from './theme.ts'
import { viewerOf } from './viewer.ts'

const VARY = 'Accept, HX-Request, HX-Request-Type'

/** The only place that knows a request can be answered in two formats. */
export const negotiate = (log: Log) =>
  new Elysia({ name: 'negotiate' })
    .mapResponse({ as: 'global' }, ({ responseValue, request, set }) => {
      if (responseValue instanceof Reply) return send(request, responseValue, takeHeaders(set))
    })
    // Answers a Response, never an object: beside a global mapResponse Elysia sends an object as an empty 200.
    .onError({ as: 'global' }, ({ code, error, request, route, set }) => {
      const appError = toAppError(code, error)
      if (appError.status >= 500 && !(error instanceof AppError)) {
        log.error({ err: error, requestId: requestIdOf(request), method: request.method, route }, 'Request failed')
      }
      return sendError(request, appError, takeHeaders(set))
    })

function send(request: Request, { json, view }: Reply, headers: Outgoing): Response | Promise<Response> {
  const audience = audienceOf(request)
  headers.vary = VARY
  if (view.headers) Object.assign(headers, view.headers)
  if (view.trigger) headers['hx-trigger'] = view.trigger

  if (audience === 'api') {
    if (json === undefined) return sendError(request, notAcceptable(), headers)
    if (view.location) headers.location = view.location
    return Response.json(json, { status: view.status ?? 200, headers: withCookies(headers, view) })
  }
  if (audience === 'page' && view.location && request.method !== 'GET') {
    headers.location = view.location
    return new Response(null, { status: 303, headers: withCookies(headers, view) })
  }
  if (!view.html) return new Response(null, { status: 204, headers })
  return sendHtml(request, view.html, { title: view.title, bare: view.bare, status: view.status ?? 200 }, headers)
}

interface HtmlView {
  title?: string | undefined
  bare?: boolean | undefined
  status: number
}

async function sendHtml(request: Request, html: () => JSX.Element, { title = '', bare, status }: HtmlView, headers: Outgoing) {
  headers['content-type'] = 'text/html; charset=utf-8'
  const inner = await html()
  if (audienceOf(request) === 'fragment') return new Response(inner, { status, headers })
  const { pathname } = new URL(request.url)
  const document = (
    <Layout title={title} viewer={bare ? null : viewerOf(request)} path={pathname} theme={themeOf(request)}>
      {inner as 'safe'}
    </Layout>
  )
  return new Response(await document, { status, headers })
}

function sendError(request: Request, error: AppError, headers: Outgoing): Response | Promise<Response> {
  const requestId = requestIdOf(request)
  const { pathname, search } = new URL(request.url)
  Object.assign(headers, error.headers, { vary: VARY })

  const audience = audienceOf(request)
  const surface = surfaceOf(pathname)
  if (audience === 'api' || surface !== 'own') {
    return Response.json(errorBody(surface, error, requestId), { status: error.status, headers })
  }
  if (error.reason === 'UNAUTHORIZED' && pathname !== '/api/auth/login') return askToSignIn(audience, pathname + search, headers)
  if (audience === 'fragment') {
    // htmx 4 swaps error bodies too: without these the alert would replace the panel it came from.
    headers['hx-retarget'] = '#flash'
    headers['hx-reswap'] = 'innerHTML'
  }
  const box = () => <ErrorBox message={error.message} details={error.details} requestId={requestId} />
  return sendHtml(request, box, { title: error.message, status: error.status }, headers)
}

function askToSignIn(audience: 'fragment' | 'page', from: string, headers: Outgoing) {
  const location = `/login?next=${encodeURIComponent(from)}`
  headers[audience === 'fragment' ? 'hx-redirect' : 'location'] = location
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

type Outgoing = Record<string, string>

/** Takes the headers out of `set`: what Elysia finds there it adds to a copy of the answer, body and all. */
function takeHeaders(set: { headers: Record<string, unknown> }): Outgoing {
  const headers = set.headers as Outgoing
  set.headers = {}
  return headers
}

function withCookies(headers: Outgoing, { cookies }: View): Outgoing | Headers {
  if (!cookies || cookies.length === 0) return headers
  const all = new Headers(headers)
  for (const cookie of cookies) all.append('set-cookie', cookie)
  return all
}
