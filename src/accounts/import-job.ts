import { z } from 'zod'
import type { Deps } from '#src/deps.ts'
import { AppError } from '#src/http/errors.ts'
import type { Job } from '#src/jobs/job.ts'
import { readLine } from '#src/net/proxy-line.ts'
import { setManual } from '#src/proxies/manual.ts'
import { type GivenProxy, sealedPlace } from './import.ts'

const Input = z.object({ batch: z.string(), sealed: z.string() })
const Proxies = z.array(z.object({ accountId: z.string(), proxy: z.string() }))

const AT_ONCE = 8

/** Work of the job `accounts.import`: tests the proxies of a file and gives those that work to their accounts. */
export async function giveProxies(deps: Deps, job: Job) {
  const { batch, sealed } = Input.parse(job.input)
  const proxies = Proxies.parse(JSON.parse(deps.secrets.open(sealed, sealedPlace(batch))))
  job.setTotal(proxies.length)
  const waiting = proxies.filter(({ accountId }) => !job.isFinished(accountId)).values()
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const given of waiting) {
      if (job.signal.aborted) return
      await giveOne(deps, job, given)
    }
  })
  await Promise.all(workers)
}

async function giveOne(deps: Deps, job: Job, { accountId, proxy }: GivenProxy) {
  try {
    await setManual(deps, accountId, { readings: readLine(proxy).readings, country: null, city: null }, job.actor)
    job.finishItem(accountId, { ok: true, result: { account_id: accountId } })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    job.finishItem(accountId, { ok: false, result: { account_id: accountId, code: error.reason, error: error.message } })
  }
}
