import { describe, expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

const templated = (path: string) => path.replace(/:([^/]+)/g, '{$1}')

async function described() {
  const { app, nobody } = await testApp()
  const { status, body } = await nobody.json('GET', '/openapi.json')
  return { app, status, spec: body }
}

describe('the description of the API', () => {
  test('lists every route and nothing else', async () => {
    const { app, spec } = await described()
    const routes = app.routes.map(({ method, path }) => `${method} ${templated(path)}`)

    const listed = Object.entries<object>(spec.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )

    expect(listed.sort()).toEqual([...new Set(routes)].sort())
  })

  test('names every part of every address', async () => {
    const { spec } = await described()

    for (const [path, methods] of Object.entries<Record<string, { parameters: { name: string; in: string }[] }>>(spec.paths)) {
      const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? '')
      for (const { parameters } of Object.values(methods)) {
        expect(
          parameters
            .filter((one) => one.in === 'path')
            .map(({ name }) => name)
            .sort(),
        ).toEqual(names.sort())
      }
    }
  })

  test('gives operations names of their own', async () => {
    const { spec } = await described()

    const ids = Object.values<object>(spec.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }: { operationId: string }) => operationId),
    )

    expect(new Set(ids).size).toBe(ids.length)
  })

  test('says what a body is, as JSON', async () => {
    const { spec } = await described()

    const { requestBody } = spec.paths['/api/keys'].post

    expect(spec.openapi).toBe('3.1.0')
    expect(requestBody.required).toBe(true)
    expect(Object.keys(requestBody.content)).toEqual(['application/json'])
    expect(requestBody.content['application/json'].schema).toMatchObject({ type: 'object', required: ['name', 'scopes'] })
  })
})
