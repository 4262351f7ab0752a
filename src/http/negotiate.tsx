import { Html } from '@elysiajs/html'
import { Elysia, ElysiaCustomStatusResponse } from 'elysia'
import type { Log } from '#src/base/log.ts'
import type { Config } from '#src/config.ts'
import { Layout } from '#views/layout.tsx'
import { paths } from '#views/paths.ts'
import { ErrorBox } from '#views/ui/status.tsx'
import { type Answer, answerer, type Headings, REQUEST_ID } from './answer.ts'
import { audienceOf } from './audience.ts'
import { AppError, type ErrorDetails, notAcceptable } from './errors.ts'
import { formFor } from './form.ts'
import { protectiveHeaders } from './hardening.ts'
import { Reply } from './reply.ts'
import { requestIdOf } from './request-id.ts'
import { errorBody, surfaceOf } from './surfaces.ts'
import { themeOf } from './theme.ts'
import { callerOf, viewerOf } from './viewer.ts'

/** What the frame of whole pages tells their reader. */
export type FrameFor = (reader: Actor) => FrameState

/** The only place that knows a request can be answered in two formats, and the one that every answer leaves through. */
export const negotiate = (config: Config, log: Log, frameFor: FrameFor = () => ({})) => {
  const answer = Object.assign(answerer(config), { frameFor })
  const always = protectiveHeaders(config)
  return (
    new Elysia({ name: 'negotiate' })
      .mapResponse({ as: 'global' }, ({ responseValue, request, set }) => {
        if (responseValue instanceof Reply) return send(answer, request, responseValue, takeHeaders(set))
        // Elysia sends the rest itself. An error comes by again once it is an answer of ours.
        if (!isComplete(responseValue)) set.headers = { ...always, [REQUEST_ID]: requestIdOf(request), ...takeHeaders(set) }
      })
      // Answers a Response, never an object: beside a global mapResponse Elysia sends an object as an empty 200.
      .onError({ as: 'global' }, ({ code, error, request, route, set }) => {
        const appError = toAppError(code, error)
        if (appError.status >= 500 && !(error instanceof AppError)) {
          log.error({ err: error, requestId: requestIdOf(request), method: request.method, route }, 'Request failed')
        }
        return sendError(answer, request, appError, takeHeaders(set))
      })
  )
}

const isComplete = (value: unknown) => value instanceof Response && value.headers.has(REQUEST_ID)

function send(answer: Answer, request: Request, { json, view }: Reply, headers: Headings): Response | Promise<Response> {
  const audience = audienceOf(request)
  const { status = 200, cookies } = view
  if (view.headers) Object.assign(headers, view.headers)
  if (view.trigger) headers['hx-trigger'] = view.trigger

  if (audience === 'api') {
    if (json === undefined) return sendError(answer, request, notAcceptable(), headers)
    if (view.location) headers.location = view.location
    return answer(request, 'json', JSON.stringify(json), { status, headers, cookies })
  }
  if (audience === 'page' && view.location && request.method !== 'GET') {
    headers.location = view.location
    return answer(request, 'empty', null, { status: 303, headers, cookies })
  }
  if (!view.html) return answer(request, 'empty', null, { status: 204, headers })
  return sendHtml(answer, request, view.html, { title: view.title, bare: view.bare, status }, headers)
}

interface HtmlView {
  title?: string | undefined
  bare?: boolean | undefined
  status: number
}

async function sendHtml(
  answer: Answer,
  request: Request,
  html: () => JSX.Element,
  { title = '', bare, status }: HtmlView,
  headers: Headings,
) {
  const inner = await html()
  if (audienceOf(request) === 'fragment') return answer(request, 'html', inner, { status, headers })
  const { pathname } = new URL(request.url)
  const document = (
    <Layout title={title} viewer={bare ? null : viewerOf(request)} path={pathname} theme={themeOf(request)}>
      {inner as 'safe'}
    </Layout>
  )
  return answer(request, 'html', await document, { status, headers })
}

function sendError(answer: Answer, request: Request, error: AppError, headers: Headings): Response | Promise<Response> {
  const requestId = requestIdOf(request)
  const { pathname } = new URL(request.url)
  Object.assign(headers, error.headers)

  const audience = audienceOf(request)
  const surface = surfaceOf(pathname)
  if (audience === 'api' || surface !== 'own') {
    const body = JSON.stringify(errorBody(surface, error, requestId))
    return answer(request, 'json', body, { status: error.status, headers })
  }
  if (error.reason === 'UNAUTHORIZED' && pathname !== '/api/auth/login') {
    return askToSignIn(answer, request, audience, headers)
  }
  if (audience === 'fragment') {
    // htmx 4 swaps error bodies too: without these the alert would replace the panel it came from.
    headers['hx-retarget'] = '#flash'
    headers['hx-reswap'] = 'innerHTML'
  }
  const box = () => <ErrorBox message={error.message} details={error.details} requestId={requestId} />
  return sendHtml(answer, request, box, { title: error.message, status: error.status }, headers)
}

function askToSignIn(answer: Answer, request: Request, audience: 'fragment' | 'page', headers: Headings) {
  const location = `/login?next=${encodeURIComponent(pageOf(request))}`
  headers[audience === 'fragment' ? 'hx-redirect' : 'location'] = location
  return answer(request, 'empty', null, { status: audience === 'fragment' ? 401 : 303, headers })
}

/** The page that whoever sends this request looks at. Where a form or a button sends to is nothing that can be opened. */
function pageOf({ method, url, headers }: Request): string {
  // Sent by htmx. A path is all that is taken from it, so it can lead nowhere else.
  const shown = URL.parse(headers.get('hx-current-url') ?? '') ?? new URL(method === 'GET' ? url : paths.home, url)
  return shown.pathname.startsWith('/') ? shown.pathname + shown.search : paths.home
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
    path: nameOf(Array.isArray(path) ? path.join('.') : String(path)),
    message,
  }))
}

// Elysia calls the body itself `root`, and writes paths with slashes.
const nameOf = (path: string) => (path === 'root' ? 'body' : path.replace(/^\//, '').replaceAll('/', '.')) || 'body'

/** Takes the headers out of `set`: what Elysia finds there it adds to a copy of the answer, body and all. */
function takeHeaders(set: { headers: Record<string, unknown> }): Headings {
  const headers = set.headers as Headings
  set.headers = {}
  return headers
}
