import { describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { jobs } from '#db/schema/jobs.ts'
import { users } from '#db/schema/team.ts'
import { conflict } from '#src/http/errors.ts'
import type { Job, Work } from '#src/jobs/job.ts'
import { createJobRunner, resumeJobs } from '#src/jobs/runner.ts'
import * as store from '#src/jobs/store.ts'
import { SYSTEM } from '#src/team/actor.ts'
import { testApp } from '#tests/support/app.ts'
import { exitsIn, fillPool } from '#tests/support/pool.ts'

const OMAR = { ...SYSTEM, kind: 'user' as const, id: 'usr_omar', name: 'Omar Reyes' }

async function runnerWith(work: Work) {
  const { deps, logLines } = await testApp()
  deps.jobs = createJobRunner(() => deps, { 'proxy.bulk': work, 'pool.sync': work })
  return { deps, logLines, row: (id: string) => store.byId(deps.db, id) }
}

const eachItem = (items: string[], seen: string[]) => async (_deps: unknown, job: Job) => {
  job.setTotal(items.length)
  for (const item of items) {
    if (job.signal.aborted) return
    if (job.isFinished(item)) continue
    await Promise.resolve()
    seen.push(item)
    job.finishItem(item, { ok: item !== 'bad', result: { item } })
  }
}

describe('a job', () => {
  test('runs and counts what failed', async () => {
    const { deps, row } = await runnerWith(eachItem(['a', 'bad', 'c'], []))

    const id = deps.jobs.start('proxy.bulk', { x: 1 }, OMAR)
    await deps.jobs.settled()

    expect(row(id)).toMatchObject({ state: 'done', total: 3, done: 3, failed: 1, createdBy: 'usr_omar', finishedAt: deps.now() })
    expect(store.itemsOf(deps.db, id).map(({ item }) => item)).toEqual(['a', 'bad', 'c'])
  })

  test('waits for the one of its type', async () => {
    const order: string[] = []
    const { deps } = await runnerWith(async (_deps, job) => {
      order.push(`start ${job.input}`)
      await Bun.sleep(1)
      order.push(`end ${job.input}`)
    })

    deps.jobs.start('proxy.bulk', 1, SYSTEM)
    deps.jobs.start('proxy.bulk', 2, SYSTEM)
    expect(deps.jobs.active('proxy.bulk')).not.toBeNull()
    await deps.jobs.settled()

    expect(order).toEqual(['start 1', 'end 1', 'start 2', 'end 2'])
    expect(deps.jobs.active('proxy.bulk')).toBeNull()
  })

  test('that throws ends as failed without the reason leaking', async () => {
    const { deps, row, logLines } = await runnerWith(() => {
      throw new Error('select * from secrets')
    })

    const id = deps.jobs.start('proxy.bulk', {}, SYSTEM)
    await deps.jobs.settled()

    expect(row(id)).toMatchObject({ state: 'failed', error: 'Something went wrong on our side. The log says more.' })
    expect(logLines.join()).toContain('A job failed')
  })

  test('that fails in our own words shows them', async () => {
    const { deps, row } = await runnerWith(() => {
      throw conflict('X', 'Webshare does not answer.')
    })

    const id = deps.jobs.start('pool.sync', {}, SYSTEM)
    await deps.jobs.settled()

    expect(row(id)).toMatchObject({ state: 'failed', error: 'Webshare does not answer.' })
  })

  test('of a removed member never starts', async () => {
    const seen: string[] = []
    const { deps, row } = await runnerWith(eachItem(['a'], seen))
    deps.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, 'usr_omar')).run()

    const id = deps.jobs.start('proxy.bulk', {}, OMAR)
    await deps.jobs.settled()

    expect(row(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('is gone') })
    expect(seen).toEqual([])
  })

  test('stops when its member is removed meanwhile', async () => {
    const seen: string[] = []
    const { deps, row } = await runnerWith(async (given, job) => {
      given.db.update(users).set({ disabledAt: 1 }).where(eq(users.id, 'usr_omar')).run()
      await eachItem(['a', 'b'], seen)(given, job)
    })

    const id = deps.jobs.start('proxy.bulk', {}, OMAR)
    await deps.jobs.settled()

    expect(row(id)?.state).toBe('failed')
    expect(seen).toEqual(['a'])
  })

  const DEMOTED: [string, Partial<typeof users.$inferInsert>][] = [
    ['of a member who may only look by now', { role: 'viewer' }],
    ['of a member without the account by now', { tags: ['elsewhere'] }],
  ]

  for (const [name, change] of DEMOTED) {
    test(`${name} changes nothing more`, async () => {
      const app = await testApp()
      const other = app.addAccount('Luna', { tags: ['night'] })
      fillPool(app, exitsIn('DE', 5))
      const first = (await app.nora.json('POST', `/api/proxy/account/${app.stella}/assign-auto`)).body.data
      app.deps.db.update(users).set(change).where(eq(users.id, 'usr_omar')).run()

      app.deps.jobs.start('proxy.bulk', { action: 'replace', accountIds: [app.stella, other], country: null, city: null }, OMAR)
      await app.deps.jobs.settled()

      const now = (await app.nora.json('GET', `/api/proxy/account/${app.stella}`)).body.data
      expect(now.proxy_id).toBe(first.proxy_id)
      expect((await app.nora.json('GET', `/api/proxy/account/${other}`)).body.data.proxy_mode).toBe('none')
    })
  }

  test('stops at an account its member lost meanwhile', async () => {
    const { deps } = await runnerWith(async (given, job) => {
      expect(job.actor.reach.tags).toEqual(['night'])
      given.db.update(users).set({ tags: [] }).where(eq(users.id, 'usr_omar')).run()
      job.finishItem('a', { ok: true, result: {} })
      expect(job.actor.reach.tags).toEqual([])
    })

    const id = deps.jobs.start('proxy.bulk', {}, OMAR)
    await deps.jobs.settled()

    expect(store.byId(deps.db, id)?.state).toBe('done')
  })

  test('sees the reach of its member', async () => {
    let reach: unknown
    const { deps } = await runnerWith((_deps, job) => {
      reach = job.actor.reach
    })

    deps.jobs.start('proxy.bulk', {}, OMAR)
    await deps.jobs.settled()

    expect(reach).toEqual({ tags: ['night'], accountIds: null })
  })

  test('that is cancelled stops at the next item', async () => {
    const seen: string[] = []
    const { deps, row } = await runnerWith(async (given, job) => {
      given.jobs.cancel(job.id)
      await eachItem(['a'], seen)(given, job)
    })

    const id = deps.jobs.start('proxy.bulk', {}, SYSTEM)
    await deps.jobs.settled()

    expect(row(id)?.state).toBe('cancelled')
    expect(seen).toEqual([])
    expect(deps.jobs.cancel(id)).toBe(false)
  })
})

describe('after a restart', () => {
  test('a job goes on and repeats no finished item', async () => {
    const seen: string[] = []
    const { deps, row } = await runnerWith(async (given, job) => {
      await eachItem(['a', 'b'], seen)(given, job)
      // The first process dies here: it never writes an end.
      await new Promise(() => {})
    })
    const id = deps.jobs.start('proxy.bulk', {}, OMAR)
    await Bun.sleep(5)
    expect(row(id)).toMatchObject({ state: 'running', done: 2 })

    deps.jobs = createJobRunner(() => deps, { 'proxy.bulk': eachItem(['a', 'b', 'c'], seen) })
    resumeJobs(deps)
    await deps.jobs.settled()

    expect(row(id)).toMatchObject({ state: 'done', done: 3, total: 3 })
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  test('an orderly stop leaves the job to be resumed', async () => {
    const seen: string[] = []
    const { deps, row } = await runnerWith(async (_deps, job) => {
      job.finishItem('a', { ok: true, result: {} })
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
    })
    const id = deps.jobs.start('proxy.bulk', {}, SYSTEM)
    await Bun.sleep(1)

    await deps.jobs.stop()
    const waiting = deps.jobs.start('proxy.bulk', {}, SYSTEM)
    await deps.jobs.settled()
    expect([row(id)?.state, row(waiting)?.state]).toEqual(['running', 'queued'])

    deps.jobs = createJobRunner(() => deps, { 'proxy.bulk': eachItem(['a', 'b'], seen) })
    resumeJobs(deps)
    await deps.jobs.settled()

    expect([row(id)?.state, row(waiting)?.state]).toEqual(['done', 'done'])
    expect(seen).toEqual(['b', 'a', 'b'])
  })

  test('a queued job keeps its turn', async () => {
    const seen: string[] = []
    const { deps } = await runnerWith(eachItem(['x'], seen))
    deps.db.insert(jobs).values({ id: 'j1', type: 'proxy.bulk', state: 'queued', input: {}, createdAt: 1 }).run()

    resumeJobs(deps)
    await deps.jobs.settled()

    expect(store.byId(deps.db, 'j1')?.state).toBe('done')
  })
})
