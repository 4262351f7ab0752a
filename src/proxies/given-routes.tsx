import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { ParsedLines, TestResult } from '#views/proxies.tsx'
import { testGiven } from './connectivity.ts'
import { ParseBody, TestBody } from './input.ts'
import { lineJson, testedJson } from './json.ts'
import { parseText } from './parse.ts'
import { TESTING } from './quotas.ts'

const WRITE = { role: 'operator', scope: 'proxy:write' } as const

/** Proxies before they belong to anybody. */
export const givenProxyRoutes = (deps: Deps) =>
  new Elysia({ prefix: '/api/proxy' })
    .use(auth(deps))
    .post(
      '/test-connectivity',
      async ({ body }) => {
        const tested = await testGiven(deps, body)
        const { proxy, found } = tested
        return reply(
          { success: true, message: 'Proxy connection test successful.', tested_proxy: testedJson(tested) },
          { title: 'Test', html: () => <TestResult address={proxy.host} port={proxy.port} {...found} /> },
        )
      },
      { access: WRITE, body: TestBody, limit: TESTING },
    )
    .post(
      '/parse',
      ({ body }) => {
        const lines = parseText(body.text)
        const json = lines.map(({ line, read, problem }) => (read ? lineJson(line, read) : { line, proxy: null, error: problem }))
        return reply(
          { success: true, data: { lines: json } },
          { title: 'What was read', html: () => <ParsedLines rows={lines.map(parsedRow)} /> },
        )
      },
      { access: WRITE, body: ParseBody },
    )

function parsedRow({ line, read, problem }: ReturnType<typeof parseText>[number]) {
  const readings = (read?.readings ?? []).map(({ password, ...shown }) => ({ ...shown, hasPassword: password !== null }))
  return { line, readings, problem }
}
