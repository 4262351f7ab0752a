import { beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { surfaceOf } from '#src/http/surfaces.ts'
import { OPERATIONS, TAGS } from '#src/reference/operations.ts'
import { testApp } from '#tests/support/app.ts'
import { type Cell, TABLE } from '#tests/team/access-table.ts'

const REDOCLY = resolve('node_modules/@redocly/cli/bin/cli.js')
const RULES = resolve(import.meta.dir, 'redocly.yaml')

interface Operation {
  operationId: string
  tags: string[]
  summary: string
  parameters: { name: string; in: string; required?: boolean; schema: object; $ref?: string }[]
  requestBody?: { required: boolean; content: Record<string, { schema: any }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: any }> }>
  security: Record<string, string[]>[]
}

const isOwnApi = (path: string) => path.startsWith('/api/') && surfaceOf(path) === 'own'
const templated = (path: string) => path.replace(/:([^/]+)/g, '{$1}').replace(/\*$/, '{path}')

let routes: string[]
let spec: any
let operations: { name: string; path: string; operation: Operation }[]

beforeAll(async () => {
  const { app, nobody } = await testApp()
  routes = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))].sort()
  spec = (await nobody.json('GET', '/openapi.json')).body
  operations = Object.entries<Record<string, Operation>>(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
  )
})

const at = (name: string) => {
  const found = operations.find((one) => one.name === name)
  if (!found) throw new Error(`${name} is not described`)
  return found.operation
}

describe('the description of the API', () => {
  test('lists every route and nothing else', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(routes.map(templated).sort())
    expect(Object.keys(OPERATIONS).sort()).toEqual(routes)
  })

  test('pleases the linter', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mooring-test-')), 'openapi.json')
    await Bun.write(file, JSON.stringify(spec, null, 1))

    const child = Bun.spawn([process.execPath, REDOCLY, 'lint', file, '--config', RULES], {
      env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', PATH: '/usr/bin:/bin' },
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [code, out, err] = await Promise.all([
      child.exited,
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])

    expect([code, out]).toEqual([0, ''])
    expect(err).toContain('Your API description is valid')
    expect(err).not.toContain('warning')
  }, 60_000)

  test('says of every operation what it is, and in which group', () => {
    for (const { name, operation } of operations) {
      expect([name, operation.summary.length > 3, operation.tags.map((tag) => tag in TAGS)]).toEqual([name, true, [true]])
      expect([name, operation.operationId]).toEqual([name, expect.stringMatching(/^[a-z][A-Za-z]+$/)])
    }
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(new Set(Object.keys(TAGS)))
  })

  test('asks for credentials where the program does', () => {
    const stranger = (cell: Cell | undefined) => cell?.role === undefined

    const different = routes.filter((route) => {
      const { security } = at(templated(route))
      const isOpen = security.length === 0 || security.some((one) => Object.keys(one).length === 0)
      return isOpen !== stranger(TABLE[route])
    })

    expect(different).toEqual([])
    expect(at('GET /api/auth/sign-ins').security).toEqual([{ bearer: [] }, { cookie: [] }])
    expect(at('GET /api/accounts').security).toEqual([{ bearer: [] }, { apiKey: [] }, { cookie: [] }])
  })

  test('names every part of every address', () => {
    for (const { name, path, operation } of operations) {
      const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, one]) => one ?? '')
      const described = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name)
      expect([name, described.sort()]).toEqual([name, names.sort()])
    }
  })

  test('tells programs what an answer holds, and how a refusal looks', () => {
    for (const { name, path, operation } of operations.filter((one) => isOwnApi(one.path))) {
      const good = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
      const types = Object.keys(good?.content ?? {})
      expect([name, types]).toEqual([name, [/(accounts|events)\/export$|csv$/.test(path) ? 'text/csv' : 'application/json']])
      for (const [status, { content }] of Object.entries(operation.responses).filter(([status]) => !status.startsWith('2'))) {
        const expected = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
        expect([name, status, content]).toEqual([name, status, expected])
      }
    }
  })

  test('says what a body is, and whether it may be left out', () => {
    const key = at('POST /api/keys').requestBody
    const assign = at('POST /api/proxy/account/{accountId}/assign-auto').requestBody

    expect(spec.openapi).toBe('3.1.0')
    expect(Object.keys(key?.content ?? {})).toEqual(['application/json'])
    expect([key?.required, assign?.required]).toEqual([true, false])
    expect(key?.content['application/json']?.schema).toMatchObject({
      type: 'object',
      required: ['name', 'scopes'],
      properties: { name: { type: 'string', minLength: 1, maxLength: 100 } },
    })
    expect(assign?.content['application/json']?.schema.properties.forceReassign).toEqual({ type: 'boolean' })
    expect(Object.keys(at('POST /api/accounts/import').requestBody?.content ?? {})).toEqual([
      'application/json',
      'text/csv',
      'multipart/form-data',
    ])
    expect(Object.keys(at('POST /settings').requestBody?.content ?? {})).toEqual(['application/x-www-form-urlencoded'])
  })

  test('says what an address may carry', () => {
    const query = (name: string) => at(name).parameters.filter((one) => one.in === 'query')

    expect(query('GET /api/accounts').map(({ name, required }) => [name, required])).toContainEqual(['limit', false])
    expect(query('GET /api/proxy/webshare/available-cities')).toEqual([
      expect.objectContaining({ name: 'countryCode', required: true }),
    ])
    expect(query('GET /api/proxy/webshare/available').map(({ schema }) => schema)).toEqual([
      { type: 'string' },
      expect.objectContaining({ type: 'number', minimum: 1 }),
      expect.objectContaining({ type: 'number', minimum: 1 }),
    ])
  })

  test('tells which calls may be repeated safely', () => {
    const repeatable = operations.filter(({ operation }) =>
      operation.parameters.some((one) => one.$ref?.endsWith('/IdempotencyKey')),
    )

    expect(repeatable.map(({ name }) => name)).toContain('POST /api/proxy/account/{accountId}/assign-auto')
    expect(repeatable.every(({ name }) => name.startsWith('POST '))).toBe(true)
  })
})
