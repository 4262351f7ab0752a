import { Html } from '@elysiajs/html'
import { Elysia } from 'elysia'
import type { Deps } from '#src/deps.ts'
import { reply } from '#src/http/reply.ts'
import { auth } from '#src/team/auth.ts'
import { paths } from '#views/paths.ts'
import { JobStarted, ParsedLines, TestResult } from '#views/proxies.tsx'
import { startAssignMissing, startBulk } from './bulk.ts'
import { testGiven } from './connectivity.ts'
import { AssignMissingBody, BulkBody, ParseBody, TestBody } from './input.ts'
import { lineJson, testedJson } from './json.ts'
import { parseText } from './parse.ts'
import { TESTING } from './quotas.ts'

const WRITE = { role: 'operator', scope: 'proxy:write' } as const

/** Proxies before they belong to anybody, and many accounts at once. */
export const proxyBulkRoutes = (deps: Deps) => {
  const started = (jobId: string) =>
    reply(
      { success: true, data: { job_id: jobId } },
      { status: 202, html: () => <JobStarted jobId={jobId} />, location: paths.job(jobId) },
    )

  return new Elysia({ prefix: '/api/proxy' })
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
    .post('/bulk', ({ body, actor }) => started(startBulk(deps, body, actor)), {
      access: WRITE,
      body: BulkBody,
      idempotent: true,
    })
    .post('/assign-missing', ({ body, actor }) => started(startAssignMissing(deps, body, actor)), {
      access: WRITE,
      body: AssignMissingBody,
      idempotent: true,
    })
}

function parsedRow({ line, read, problem }: ReturnType<typeof parseText>[number]) {
  const readings = (read?.readings ?? []).map(({ password, ...shown }) => ({ ...shown, hasPassword: password !== null }))
  return { line, readings, problem }
}
