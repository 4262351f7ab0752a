import { toOpenAPISchema } from '@elysiajs/openapi'
import type { AnyElysia } from 'elysia'
import { z } from 'zod'

type Operation = {
  operationId?: string
  parameters?: { name: string; in: string }[]
  requestBody?: { required?: boolean; content: Record<string, unknown> }
  responses?: Record<string, unknown>
  security?: Record<string, string[]>[]
}
type Paths = Record<string, Record<string, Operation>>

const INFO = {
  title: 'Mooring',
  version: '1',
  description: 'One fixed exit IP for every creator account.',
  license: { name: 'MIT' },
}
const ERROR = {
  type: 'object',
  required: ['success', 'error', 'code', 'requestId'],
  properties: {
    success: { const: false },
    error: { type: 'string', description: 'What went wrong, in words.' },
    code: { type: 'string', description: 'A stable name, such as NO_PROXY_AVAILABLE.' },
    details: { description: 'For VALIDATION_ERROR a list of {path,message}; otherwise an object.' },
    requestId: { type: 'string' },
  },
}

interface Route {
  method: string
  path: string
  hooks: { body?: unknown }
}

/** Every route as OpenAPI 3.1, taken from the routes themselves. There is no page for it: the usual ones load foreign scripts. */
export function openApiOf(routes: readonly Route[]) {
  const { paths, components } = toOpenAPISchema(sourceOf(routes), { staticFile: false }, undefined, {
    // As input, or every field with a default would be called required.
    zod: (schema: z.ZodType) => withoutDialect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
  })
  return {
    openapi: '3.1.0',
    info: INFO,
    paths: completed(paths as Paths, new Set(routes.filter(mayOmitBody).map(idOf))),
    components: {
      ...components,
      schemas: { ...components.schemas, Error: ERROR },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of POST /api/auth/login, or an API key.' },
      },
    },
    security: [{ bearer: [] }],
  }
}

// Without its parsers: the plugin takes our reading of bodies for a sign that it cannot know their type.
function sourceOf(routes: readonly Route[]): AnyElysia {
  const bare = routes.map((route) => ({ ...route, hooks: { ...route.hooks, parse: undefined } }))
  return { getGlobalRoutes: () => bare, getGlobalDefinitions: () => ({ type: {} }) } as unknown as AnyElysia
}

const idOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method.toLowerCase()} ${path.replace(/:([^/]+)/g, '{$1}')}`
const mayOmitBody = ({ hooks: { body } }: Route) => body instanceof z.ZodType && body.safeParse(null).success

const withoutDialect = ({ $schema: _, ...schema }: Record<string, unknown>) => schema

function completed(paths: Paths, optionalBodies: ReadonlySet<string>): Paths {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operation.parameters = [...(operation.parameters ?? []), ...missingParameters(path, operation)]
      operation.responses ??= { 200: { description: 'Done' } }
      operation.responses.default = {
        description: 'Refused or failed',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      }
      const json = operation.requestBody?.content['application/json']
      if (operation.requestBody && json) {
        operation.requestBody = { required: !optionalBodies.has(`${method} ${path}`), content: { 'application/json': json } }
      }
    }
  }
  return paths
}

// A name in the path has to be described even where the handler takes it as it comes.
function missingParameters(path: string, { parameters = [] }: Operation) {
  const described = new Set(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name))
  return [...path.matchAll(/\{([^}]+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !described.has(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}
