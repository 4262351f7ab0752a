import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { assignments } from '#db/schema/accounts.ts'
import { jobs } from '#db/schema/jobs.ts'
import { createJobRunner, resumeJobs } from '#src/jobs/runner.ts'
import { startWorld, type World } from '#tests/support/world.ts'

const PATH = '/api/accounts/import'
let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const assignmentOf = (id: string) => world.deps.db.select().from(assignments).where(eq(assignments.accountId, id)).get()

describe('proxies of a file', () => {
  test('are tested and given to their accounts', async () => {
    const { mara, deps } = world
    const good = await world.proxy({ username: 'u', password: 'p-7' })
    const bad = await world.proxy({ username: 'u', password: 'p' })
    bad.behave('407')

    const { body } = await mara.json('POST', PATH, {
      csv: `name,proxy\nWorks,${good.host}:${good.port}:u:p-7\nFails,${bad.host}:${bad.port}:u:p\nNone,`,
    })
    await deps.jobs.settled()

    const [works, fails, none] = body.data.account_ids
    expect(assignmentOf(works)).toMatchObject({ mode: 'manual', isActive: true, host: good.host, exitIp: good.host })
    expect(assignmentOf(fails)?.mode).toBe('none')
    expect(assignmentOf(none)?.mode).toBe('none')
    const job = (await mara.json('GET', `/api/jobs/${body.data.job_id}`)).body.data
    expect(job).toMatchObject({ state: 'done', progress: { done: 2, total: 2, failed: 1 } })
    expect(job.results).toContainEqual({ account_id: works })
    expect(job.results).toContainEqual({ account_id: fails, code: 'PROXY_TEST_FAILED', error: expect.any(String) })
  })

  test('are given after a restart when the first process died', async () => {
    const { mara, deps } = world
    const proxy = await world.proxy({ username: 'u', password: 'p' })
    deps.jobs = createJobRunner(() => deps, { 'accounts.import': () => new Promise(() => {}) })
    const { body } = await mara.json('POST', PATH, { csv: `name,proxy\nLate,${proxy.host}:${proxy.port}:u:p` })
    await Promise.resolve()

    deps.jobs = createJobRunner(() => deps)
    resumeJobs(deps)
    await deps.jobs.settled()

    expect(assignmentOf(body.data.account_ids[0])).toMatchObject({ mode: 'manual', host: proxy.host })
    const row = deps.db.select().from(jobs).where(eq(jobs.id, body.data.job_id)).get()
    expect(row?.state).toBe('done')
    expect(row?.input).toEqual({ batch: expect.any(String) })
  })
})
