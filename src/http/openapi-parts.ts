import type { Access } from '#src/team/actor.ts'
import { codeOn, type Surface } from './surfaces.ts'

/** The parts of the description that are the same for every route. */
export const INFO = {
  title: 'Mooring',
  version: '1',
  description:
    'One fixed exit IP for every creator account.\n\n' +
    'Programs get JSON. A browser (`Accept: text/html`) or htmx (`HX-Request: true`) gets the same as a page or a part of one, and may ' +
    'send forms instead of JSON. Times are ISO 8601 in UTC. What a caller may not see answers 404, like what does not exist. ' +
    'A list goes on with `cursor` = `page.nextCursor`. Every answer carries `X-Request-Id`; 429 carries `Retry-After`.',
  license: { name: 'MIT', identifier: 'MIT' },
}

const object = (properties: Record<string, object>, required: string[]) => ({ type: 'object', required, properties })
const TEXT = { type: 'string' }

/** What each kind of client is told when something goes wrong (surfaces.ts). */
const ERRORS: Record<Surface, object> = {
  own: object(
    {
      success: { const: false },
      error: { type: 'string', description: 'What went wrong, in words.' },
      code: { type: 'string', description: 'A stable name, such as NO_PROXY_AVAILABLE.' },
      details: {
        description: 'For VALIDATION_ERROR a list of {path,message}; otherwise an object.',
        anyOf: [
          { type: 'array', items: object({ path: TEXT, message: TEXT }, ['path', 'message']) },
          { type: 'object', additionalProperties: true },
        ],
      },
      requestId: TEXT,
    },
    ['success', 'error', 'code', 'requestId'],
  ),
  capture: object({ status: { const: 'error' }, error: object({ code: TEXT, message: TEXT }, ['code', 'message']) }, [
    'status',
    'error',
  ]),
  connections: object(
    {
      error: TEXT,
      type: { type: 'string', description: 'A stable name, such as SESSION_EXPIRED.' },
      requestId: TEXT,
      actionRequired: { type: 'string', description: '`refresh_session`: only a new capture of the session helps.' },
      connectionId: { type: 'string', description: 'The connection there is already.' },
      details: { type: 'object', additionalProperties: true },
    },
    ['error', 'type', 'requestId'],
  ),
  clientSessions: {
    anyOf: [
      object({ error: TEXT }, ['error']),
      object({ message: TEXT, errors: { type: 'object', additionalProperties: { type: 'array', items: TEXT } } }, [
        'message',
        'errors',
      ]),
    ],
  },
}

export const COMPONENTS = {
  schemas: { Error: ERRORS.own },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'The same key and body again within 24 hours gets the first answer, with `Idempotency-Replayed: true`; another body is 409.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  },
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of `POST /api/auth/login`, or an API key.' },
    apiKey: { type: 'apiKey', in: 'header', name: 'apiKey', description: 'An API key. `X-API-Key` is read too.' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'mooring_session', description: 'What a browser gets at sign-in.' },
    metricsToken: {
      type: 'http',
      scheme: 'bearer',
      description: '`MOORING_METRICS_TOKEN`. Without one, only this machine may ask.',
    },
  },
}

/** How a caller shows who they are. Without rights to show, a route is open to strangers. */
export function securityOf(access: Access | undefined): Record<string, string[]>[] {
  if (!access) return []
  return access.peopleOnly ? [{ bearer: [] }, { cookie: [] }] : [{ bearer: [] }, { apiKey: [] }, { cookie: [] }]
}

interface Facts {
  surface: Surface
  takesInput: boolean
  access: Access | undefined
  /** The address names a thing that may not be there. */
  names: boolean
  isRepeatable: boolean
}

/** Every refusal with its reasons. What any route may answer besides (413, 421, 429, 500) stands under the ranges. */
export function refusalsOf(own: Record<number, string>, { surface, takesInput, access, names, isRepeatable }: Facts) {
  const reasons: [number, string][] = [
    ...(takesInput ? [[400, 'VALIDATION_ERROR'] as [number, string]] : []),
    ...(access ? [[401, 'UNAUTHORIZED'] as [number, string]] : []),
    ...(access && access.refusal !== 401 ? [[403, 'FORBIDDEN'] as [number, string]] : []),
    ...(names ? [[404, 'NOT_FOUND'] as [number, string]] : []),
    ...(isRepeatable ? [[409, 'IDEMPOTENCY_CONFLICT'] as [number, string]] : []),
    ...Object.entries(own).map(([status, codes]) => [Number(status), codes] as [number, string]),
  ]
  const statuses = [...new Set(reasons.map(([status]) => status))].sort((a, b) => a - b)
  const content = contentOf(surface)
  const named = statuses.map((status) => {
    const told = reasons.filter(([one]) => one === status).flatMap(([, text]) => text.split(', '))
    const codes = new Set(told.map((name) => codeOn(surface, name)))
    return [status, { description: [...codes].join(', '), content }]
  })
  const ranges = { '4XX': { description: 'Refused', content }, '5XX': { description: 'Failed', content } }
  return { ...Object.fromEntries(named), ...ranges }
}

// The schemas of clients that no route serves yet are written out where they come up, so that no component stands unused.
function contentOf(surface: Surface) {
  const schema = surface === 'own' ? { $ref: '#/components/schemas/Error' } : ERRORS[surface]
  return { 'application/json': { schema } }
}
