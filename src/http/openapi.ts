import { toOpenAPISchema } from '@elysiajs/openapi'
import type { AnyElysia } from 'elysia'
import { z } from 'zod'
import type { Access } from '#src/team/actor.ts'
import type { Described, Descriptions } from './described.ts'
import { componentsOf, jsonSchemaOf } from './json-schema.ts'
import { COMPONENTS, INFO, refusalsOf, securityOf } from './openapi-parts.ts'
import { surfaceOf } from './surfaces.ts'

/** What a mounted route knows of itself. The macros leave who may call it, and whether it may be repeated, in `detail`. */
export interface Route {
  method: string
  path: string
  hooks: { body?: unknown; query?: unknown; detail?: { 'x-access'?: Access; 'x-idempotent'?: boolean } }
}

interface Parameter {
  name: string
  in: string
}

type Paths = Record<string, Record<string, { parameters?: Parameter[] }>>

/** Every route as OpenAPI 3.1: addresses, input and rights from the routes themselves, words and answers from `descriptions`. */
export function openApiOf(routes: readonly Route[], descriptions: Descriptions, tags: Record<string, string>) {
  const { paths } = toOpenAPISchema(sourceOf(routes), { staticFile: false }, undefined, { zod: jsonSchemaOf })
  const found = new Map(routes.map((route) => [idOf(route), route]))
  const described = Object.entries(paths as Paths).map(([path, methods]) => {
    const operations = Object.entries(methods).flatMap(([method, { parameters = [] }]) => {
      const route = found.get(`${method} ${templated(path)}`)
      const words = route && descriptions[`${route.method} ${route.path}`]
      return words ? [[method, operationOf(route, words, parameters)]] : []
    })
    return [templated(path), Object.fromEntries(operations)]
  })
  const answers = Object.values(descriptions).flatMap(({ answer, also }) =>
    [answer, also?.answer].filter((one) => one !== undefined),
  )
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(described),
    components: { ...COMPONENTS, schemas: { ...COMPONENTS.schemas, ...componentsOf(answers) } },
  }
}

// Without its parsers: the plugin takes our reading of bodies for a sign that it cannot know their type.
function sourceOf(routes: readonly Route[]): AnyElysia {
  const bare = routes.map((route) => ({ ...route, hooks: { ...route.hooks, parse: undefined } }))
  return { getGlobalRoutes: () => bare, getGlobalDefinitions: () => ({ type: {} }) } as unknown as AnyElysia
}

const templated = (path: string) => path.replace(/:([^/]+)/g, '{$1}').replace(/\*$/, '{path}')
const idOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method.toLowerCase()} ${templated(path)}`

function operationOf(route: Route, words: Described, known: Parameter[]) {
  const { detail = {} } = route.hooks
  const body = bodyOf(route, words)
  return {
    operationId: words.id ?? idFor(route),
    tags: [words.tag],
    summary: words.summary,
    ...describedBy(words.about, detail['x-access']),
    parameters: parametersOf(route, words, known),
    ...(body && { requestBody: body }),
    responses: {
      [words.status ?? 200]: answerOf(words),
      ...(words.also && { [words.also.status]: answerOf({ ...words.also, tag: words.tag }) }),
      ...(words.leadsOn && { 303: { description: 'Leads a browser on to a page' } }),
      ...refusalsOf(words.refusals ?? {}, {
        surface: surfaceOf(route.path),
        takesInput: body !== null || known.some((one) => one.in === 'query') || words.query !== undefined,
        access: detail['x-access'],
        names: route.path.includes(':'),
        isRepeatable: detail['x-idempotent'] === true,
      }),
    },
    security: words.security ?? securityOf(detail['x-access']),
  }
}

function describedBy(about: string | undefined, access: Access | undefined) {
  const rights = access && [
    `Members: ${access.role === 'viewer' ? 'everybody' : `${access.role} and up`}.`,
    access.peopleOnly ? 'No keys.' : `Keys: ${access.scope ? `scope \`${access.scope}\`` : 'any'}.`,
  ]
  const sentences = [...(about ? [about] : []), ...(rights ? [rights.join(' ')] : [])]
  return sentences.length > 0 ? { description: sentences.join('\n\n') } : {}
}

function parametersOf(route: Route, { query, headers = {} }: Described, known: Parameter[]) {
  const given = query ? queryParameters(query) : []
  const names = [...templated(route.path).matchAll(/{([^}]+)}/g)].map(([, name = '']) => name)
  const inPath = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const repeated = route.hooks.detail?.['x-idempotent'] ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []
  const inHeaders = Object.entries(headers).map(([name, description]) => {
    return { name, in: 'header', required: true, description, schema: { type: 'string' } }
  })
  return [...inPath, ...known.filter((one) => one.in === 'query'), ...given, ...inHeaders, ...repeated]
}

function queryParameters(query: z.ZodType) {
  const { properties = {}, required = [] } = jsonSchemaOf(query) as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }))
}

function bodyOf({ path, hooks: { body } }: Route, { takes }: Described) {
  const type = /^\/(api|v2)\//.test(path) ? 'application/json' : 'application/x-www-form-urlencoded'
  const own = body instanceof z.ZodType ? { [type]: body } : null
  const content = takes ?? own
  if (!content) return null
  return {
    required: !(body instanceof z.ZodType && body.safeParse(null).success),
    content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: jsonSchemaOf(schema) }])),
  }
}

function answerOf({ answer, type, summary }: Described) {
  if (type !== undefined) return { description: summary, content: { [type]: { schema: { type: 'string' } } } }
  if (!answer) return { description: summary }
  return { description: summary, content: { 'application/json': { schema: jsonSchemaOf(answer) } } }
}

/** Pages need no telling name, only one of their own. */
const idFor = ({ method, path }: Route) =>
  [
    'page',
    method.toLowerCase(),
    ...path
      .replaceAll(':', 'by-')
      .split(/[^a-zA-Z]+/)
      .filter(Boolean),
    ...(path === '/' ? ['home'] : []),
  ]
    .map((word, at) => (at === 0 ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`))
    .join('')
