import { Html } from '@elysiajs/html'
import { Elysia, ElysiaCustomStatusResponse } from 'elysia'
import type { Log } from '#src/base/log.ts'
import type { Config } from '#src/config.ts'
import type { Actor } from '#src/team/actor.ts'
import { ErrorPage, titleOf } from '#views/error.tsx'
import type { FrameState } from '#views/frame.tsx'
import { Layout } from '#views/layout.tsx'
import { paths } from '#views/paths.ts'
import { ErrorBox } from '#views/ui/status.tsx'
import { type Answer, answerer, type Headings, REQUEST_ID } from './answer.ts'
import { audienceOf } from './audience.ts'
import { AppError, type ErrorDetails, notAcceptable } from './errors.ts'
import type { Flashes } from './flashes.ts'
import { formFor } from './form.ts'
import { protectiveHeaders } from './hardening.ts'
import { Reply, type View } from './reply.ts'
import { requestIdOf } from './request-id.ts'
import { isStorageFault } from './storage.ts'
import { errorBody, surfaceOf } from './surfaces.ts'
import { themeOf } from './theme.ts'
import { triggerOf } from './triggers.ts'
import { callerOf, viewerOf } from './viewer.ts'

/** What the frame of whole pages tells their reader. */
export type FrameFor = (reader: Actor) => FrameState

interface Failed {
  request: Request
  route: string
}

interface Out {
  answer: Answer
  frameFor: FrameFor
  flashes: Flashes
}

/** The only place that knows a request can be answered in two formats, and the one that every answer leaves through. */
export const negotiate = (config: Config, log: Log, { frameFor, flashes }: Pick<Out, 'frameFor' | 'flashes'>) => {
  const out: Out = { answer: answerer(config), frameFor, flashes }
  const always = protectiveHeaders(config)
  // The route, not the address: that of an invitation is a secret.
  const failed = ({ request, route }: Failed, error: unknown, appError: AppError, headers: Headings) => {
    if (appError.status >= 500 && !(error instanceof AppError)) {
      log.error({ err: error, requestId: requestIdOf(request), method: request.method, route }, 'Request failed')
    }
    return sendError(out, request, appError, headers)
  }
  return (
    new Elysia({ name: 'negotiate' })
      .mapResponse({ as: 'global' }, ({ responseValue, request, route, set }) => {
        if (responseValue instanceof Reply) {
          // Elysia does not look at what fails here: a view reads as it is rendered.
          const onFault = (error: unknown) => failed({ request, route }, error, toAppError('UNKNOWN', error), {})
          try {
            const sent = send(out, request, responseValue, takeHeaders(set))
            return sent instanceof Promise ? sent.catch(onFault) : sent
          } catch (error) {
            return onFault(error)
          }
        }
        // Elysia sends the rest itself. An error comes by again once it is an answer of ours.
        if (!isComplete(responseValue)) set.headers = { ...always, [REQUEST_ID]: requestIdOf(request), ...takeHeaders(set) }
      })
      // Answers a Response, never an object: beside a global mapResponse Elysia sends an object as an empty 200.
      .onError({ as: 'global' }, ({ code, error, request, route, set }) =>
        failed({ request, route }, error, toAppError(code, error), takeHeaders(set)),
      )
  )
}

const isComplete = (value: unknown) => value instanceof Response && value.headers.has(REQUEST_ID)

function send(out: Out, request: Request, { json, view, text }: Reply, headers: Headings): Response | Promise<Response> {
  const audience = audienceOf(request)
  const { status = 200, cookies } = view
  if (view.headers) Object.assign(headers, view.headers)

  if (audience === 'api') {
    if (json === undefined) return sendError(out, request, notAcceptable(), headers)
    if (view.location) headers.location = view.location
    const body = text ?? JSON.stringify(typeof json === 'function' ? json() : json)
    return out.answer(request, 'json', body, { status: view.apiStatus ?? status, headers, cookies })
  }
  if (audience === 'page' && view.location && request.method !== 'GET') {
    headers.location = view.location
    return out.answer(request, 'empty', null, { status: 303, headers, cookies: withFlash(out, request, view) })
  }
  const shown = audience === 'fragment' && view.part ? view.part : view
  if (shown.headers) Object.assign(headers, shown.headers)
  const trigger = triggerOf(shown.trigger, view.toast)
  if (trigger !== null) headers['hx-trigger'] = trigger
  if (!shown.html) return out.answer(request, 'empty', null, { status: 204, headers, cookies })
  return sendHtml(out, request, shown.html, { ...view, status }, headers)
}

// A redirect has no page to say it on; the next one does.
function withFlash({ flashes }: Out, request: Request, { cookies = [], toast, afterwards }: View): string[] {
  const flash = { toast, ...afterwards }
  const readerId = callerOf(request)?.id
  if (!readerId || (flash.toast ?? flash.notice) === undefined) return cookies
  return [...cookies, flashes.keep(flash, readerId)]
}

type HtmlView = Pick<View, 'title' | 'bare' | 'cookies'> & { status: number }

async function sendHtml(
  out: Out,
  request: Request,
  html: () => JSX.Element,
  { title = '', bare, status, cookies = [] }: HtmlView,
  headers: Headings,
) {
  const inner = await html()
  if (audienceOf(request) === 'fragment') return out.answer(request, 'html', inner, { status, headers, cookies })
  const { pathname, searchParams } = new URL(request.url)
  const viewer = bare ? null : viewerOf(request)
  const reader = callerOf(request)
  // After a fault of ours nothing more is asked of what may be broken.
  const frame = viewer && reader && status < 500 ? out.frameFor(reader) : undefined
  const said = viewer && reader?.id ? out.flashes.take(request, reader.id) : null
  const document = (
    <Layout
      title={title}
      viewer={viewer}
      path={pathname}
      theme={themeOf(request)}
      search={searchParams.get('q') ?? undefined}
      {...(frame && { frame })}
      {...said?.flash}
    >
      {inner as 'safe'}
    </Layout>
  )
  const kept = said ? [...cookies, said.cookie] : cookies
  return out.answer(request, 'html', await document, { status, headers, cookies: kept })
}

function sendError(out: Out, request: Request, error: AppError, headers: Headings): Response | Promise<Response> {
  const requestId = requestIdOf(request)
  const { pathname } = new URL(request.url)
  Object.assign(headers, error.headers)

  const audience = audienceOf(request)
  const surface = surfaceOf(pathname)
  if (audience === 'api' || surface !== 'own') {
    const body = JSON.stringify(errorBody(surface, error, requestId))
    return out.answer(request, 'json', body, { status: error.status, headers })
  }
  if (error.reason === 'UNAUTHORIZED' && pathname !== '/api/auth/login') {
    return goTo(`/login?next=${encodeURIComponent(pageOf(request))}`, out, request, { audience, status: 401, headers })
  }
  if (error.reason === 'TOTP_SETUP_REQUIRED') return goTo(paths.security, out, request, { audience, status: 403, headers })
  const form = formFor(request, error)
  if (form) {
    const html = (audience === 'fragment' && form.part) || form.html
    return sendHtml(out, request, () => html(error), { title: form.title, bare: form.bare, status: error.status }, headers)
  }
  if (audience === 'page') return sendErrorPage(out, request, error, headers)
  // htmx 4 swaps error bodies too: without these the alert would replace the panel it came from.
  headers['hx-retarget'] = '#flash'
  headers['hx-reswap'] = 'innerHTML'
  const box = () => <ErrorBox message={error.message} details={error.details} requestId={requestId} address={pathname} />
  return sendHtml(out, request, box, { title: error.message, status: error.status }, headers)
}

function sendErrorPage(out: Out, request: Request, { status, message, details, reason }: AppError, headers: Headings) {
  const address = new URL(request.url).pathname
  const problem = { status, reason, message, details, requestId: requestIdOf(request), address }
  const isKnown = viewerOf(request) !== null
  const html = () => <ErrorPage {...problem} isSignedIn={isKnown} />
  return sendHtml(out, request, html, { title: titleOf(problem), status }, headers)
}

interface Leading {
  audience: 'fragment' | 'page'
  status: number
  headers: Headings
}

function goTo(location: string, out: Out, request: Request, { audience, status, headers }: Leading) {
  headers[audience === 'fragment' ? 'hx-redirect' : 'location'] = location
  return out.answer(request, 'empty', null, { status: audience === 'fragment' ? status : 303, headers })
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
  if (isStorageFault(error)) return new AppError(503, 'STORAGE_UNAVAILABLE', 'The disk takes no writes now. Nothing was changed.')
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
