import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { transact } from '#db/open.ts'
import { jobItems, jobs } from '#db/schema/jobs.ts'
import type { Job } from '#src/jobs/job.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { type TestApp, testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

/** The app with bulk jobs whose items wait for the test, one by one. */
async function steppingApp() {
  const app = await testApp()
  const steps: PromiseWithResolvers<void>[] = []
  const done: string[] = []
  const work = async (_deps: unknown, job: Job) => {
    for (const item of ['a', 'b', 'c']) {
      if (job.signal.aborted) return
      if (job.isFinished(item)) continue
      const step = Promise.withResolvers<void>()
      steps.push(step)
      await step.promise
      done.push(item)
      job.finishItem(item, { ok: true, result: { item } })
    }
  }
  app.deps.jobs = createJobRunner(() => app.deps, { 'proxy.bulk': work })
  const start = async () => {
    const { body } = await app.omar.json('POST', '/api/proxy/bulk', { account_ids: [app.stella], action: 'disable' })
    await Bun.sleep(0)
    return body.data.job_id as string
  }
  return {
    ...app,
    start,
    done,
    async step() {
      for (let tries = 0; tries < 100 && steps.length === 0; tries++) await Bun.sleep(1)
      steps.shift()?.resolve()
      await Bun.sleep(1)
    },
    stateOf: async (id: string) => (await app.omar.json('GET', `/api/jobs/${id}`)).body.data.state,
  }
}

const post = ({ omar }: Pick<TestApp, 'omar'>, id: string, verb: string) => omar.json('POST', `/api/jobs/${id}/${verb}`)

describe('a paused job', () => {
  test('stops after its item and goes on where it was', async () => {
    const app = await steppingApp()
    const id = await app.start()
    await app.step()

    const paused = await post(app, id, 'pause')
    await app.step()
    await app.deps.jobs.settled()
    expect([paused.status, paused.body.data.state, app.done]).toEqual([200, 'paused', ['a', 'b']])
    expect(paused.body.data.finished_at).toBeNull()

    expect((await post(app, id, 'resume')).body.data.state).toBe('queued')
    await app.step()
    await app.deps.jobs.settled()
    expect(app.done).toEqual(['a', 'b', 'c'])
    expect(await app.stateOf(id)).toBe('done')
  })

  test('stays paused over a restart and lets others run', async () => {
    const app = await steppingApp()
    const first = await app.start()
    await post(app, first, 'pause')
    await app.step()
    await app.deps.jobs.settled()

    app.deps.jobs.resume()
    const second = await app.start()
    for (let i = 0; i < 3; i++) await app.step()
    await app.deps.jobs.settled()

    expect([await app.stateOf(first), await app.stateOf(second)]).toEqual(['paused', 'done'])
  })

  test('can be cancelled', async () => {
    const app = await steppingApp()
    const id = await app.start()
    await post(app, id, 'pause')

    expect((await post(app, id, 'cancel')).body.data.state).toBe('cancelled')
    expect((await post(app, id, 'resume')).body.code).toBe('JOB_NOT_PAUSED')
    await app.step()
  })

  test('is paused once, and not when it has ended', async () => {
    const app = await steppingApp()
    const id = await app.start()
    await post(app, id, 'pause')
    const again = await post(app, id, 'pause')
    await post(app, id, 'cancel')
    const ended = await post(app, id, 'pause')
    await app.step()

    expect([again.body.code, ended.body.code]).toEqual(['JOB_PAUSED', 'JOB_ENDED'])
  })

  test('is nobody else’s to stop', async () => {
    const app = await steppingApp()
    const id = await app.start()

    for (const verb of ['pause', 'resume', 'retry']) {
      expect((await app.zed.json('POST', `/api/jobs/${id}/${verb}`)).status).toBe(404)
      expect((await app.nobody.json('POST', `/api/jobs/${id}/${verb}`)).status).toBe(401)
    }
    expect((await app.mara.json('POST', `/api/jobs/${id}/pause`)).status).toBe(200)
    await app.step()
  })

  test('offers to go on', async () => {
    const app = await steppingApp()
    const id = await app.start()
    await post(app, id, 'pause')

    const { text } = await app.omar.fragment('GET', `/jobs/${id}`)

    expect(text).toContain(`action="/api/jobs/${id}/resume"`)
    expect(text).not.toContain('/pause"')
    await app.step()
  })
})

test('a pool refresh cannot be paused', async () => {
  const { mara, deps } = await testApp()
  deps.db.insert(jobs).values({ id: 'sync', type: 'pool.sync', state: 'queued', input: {}, createdAt: 1 }).run()

  expect((await mara.json('POST', '/api/jobs/sync/pause')).body.code).toBe('JOB_NOT_PAUSABLE')
})

describe('what failed', () => {
  async function halfFailed() {
    const app = await testApp()
    fillPool(app, [...exitsIn('DE', 1), ...exitsIn('PT', 6, 'Lisbon')])
    const luna = app.addAccount('=Luna', { tags: ['night'] })
    const body = { account_ids: [app.stella, luna], action: 'assign', preferredCountry: 'DE' }
    const started = await app.omar.json('POST', '/api/proxy/bulk', body)
    await app.deps.jobs.settled()
    return { ...app, luna, id: started.body.data.job_id as string }
  }

  test('is done again by itself, in a job of its own', async () => {
    const app = await halfFailed()
    fillPool(app, [{ host: '198.51.99.9', country: 'DE' }], 'src_more')

    const { status, body } = await post(app, app.id, 'retry')
    await app.deps.jobs.settled()

    expect(status).toBe(202)
    const { data } = (await app.omar.json('GET', `/api/jobs/${body.data.job_id}`)).body
    expect(data.progress).toEqual({ done: 1, total: 1, failed: 0 })
    expect(data.results[0]).toMatchObject({ account_id: app.luna, proxy: { proxy_address: '198.51.99.9' } })
  })

  test('is a file with names, reasons and what comes nearest', async () => {
    const app = await halfFailed()

    const answer = await app.omar.raw('GET', `/jobs/${app.id}/failed.csv`, {})
    const text = await answer.text()

    expect(answer.headers.get('content-disposition')).toContain('failed.csv')
    expect(text.split('\r\n')).toEqual([
      'item,account,code,error,closest',
      `${app.luna},'=Luna,NO_PROXY_AVAILABLE,No suitable proxy is free in this country,PT (6 free)`,
      '',
    ])
    expect((await app.zed.raw('GET', `/jobs/${app.id}/failed.csv`, {})).status).toBe(404)
  })

  test('offers the closest choices where it is shown', async () => {
    const app = await halfFailed()

    const { text } = await app.omar.fragment('GET', `/jobs/${app.id}`)

    expect(text).toContain('Use Portugal (6 free)')
    expect(text).toContain('Retry failed')
    expect(text).toContain(`href="/jobs/${app.id}/failed.csv"`)
  })

  test('offers no choice yet while the job runs, whose page is soon another', async () => {
    const app = await halfFailed()
    app.deps.db.update(jobs).set({ state: 'running', finishedAt: null }).where(eq(jobs.id, app.id)).run()

    const { text } = await app.omar.fragment('GET', `/jobs/${app.id}`)

    expect(text).toContain('No suitable proxy is free in this country')
    expect(text).not.toContain('Use Portugal')
  })

  test('is not done again while the job runs, when nothing failed, or by those who may not', async () => {
    const app = await halfFailed()
    const add = (id: string, values: Partial<typeof jobs.$inferInsert>) =>
      transact(app.deps.db, (tx) => {
        tx.insert(jobs)
          .values({ id, type: 'proxy.bulk', state: 'done', input: {}, createdAt: 1, finishedAt: 2, ...values })
          .run()
        tx.insert(jobItems)
          .values({ jobId: id, item: 'x', ok: values.failed !== 1, result: {} })
          .run()
      })
    add('runs', { state: 'running', finishedAt: null })
    add('fine', {})
    add('import', { type: 'accounts.import', failed: 1 })
    add('vera', { createdBy: 'usr_vera', failed: 1 })

    const codes = []
    for (const id of ['runs', 'fine', 'import']) codes.push((await app.mara.json('POST', `/api/jobs/${id}/retry`)).body.code)

    expect(codes).toEqual(['JOB_NOT_ENDED', 'NOTHING_FAILED', 'JOB_NOT_REPEATABLE'])
    expect((await app.vera.json('POST', '/api/jobs/vera/retry')).status).toBe(403)
  })
})
