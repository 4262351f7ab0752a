import type { Log } from '#src/base/log.ts'
import type { Config } from '#src/config.ts'
import type { Deps } from '#src/deps.ts'
import { createJobRunner } from '#src/jobs/runner.ts'
import { startSchedule } from '#src/jobs/schedule.ts'
import { streamsOf } from '#src/live/streams.ts'
import { createNet } from '#src/net/create.ts'
import { neutraliseEnvironment } from '#src/net/environment.ts'
import { sourcesFromEnvironment } from '#src/pool/environment-source.ts'
import { prepareFirstRun } from '#src/team/first-run.ts'
import { withRealPort } from './address.ts'
import { type Installation, openInstallation } from './installation.ts'
import { DRAIN_MS, listen } from './listen.ts'
import { forgetAddress, noteAddress } from './running-address.ts'

// After the drain, for cutting what is left.
const CUT_MS = 1_000

/** A Mooring that answers requests. */
export interface Running {
  url: string
  /** Where the first owner is made; null once there is one. For the console only. */
  setupUrl: string | null
  /** Finishes what is running, for at most `DRAIN_MS`, and closes everything in the reverse order of starting. */
  stop(): Promise<void>
}

/** Starts everything, in the order in which things need each other. Throws ConfigError or DatabaseRefused before anything runs. */
export async function boot(config: Config, log: Log): Promise<Running> {
  neutraliseEnvironment()
  const installation = openInstallation(config, log)
  try {
    let stopping = false
    const deps = createDeps(withRealPort(config), log, installation, () => stopping)
    const { setupUrl } = await prepareFirstRun(deps)
    sourcesFromEnvironment(deps)
    const listening = listen(deps)
    noteAddress(deps.config)
    const schedule = startSchedule(deps)
    return {
      url: listening.url,
      setupUrl,
      async stop() {
        stopping = true
        // Or the drain would wait for pages that never end by themselves.
        streamsOf(deps).close()
        await Promise.race([Promise.all([listening.stop(), schedule.stop()]), Bun.sleep(DRAIN_MS + CUT_MS)])
        forgetAddress(deps.config)
        installation.close()
      },
    }
  } catch (error) {
    installation.close()
    throw error
  }
}

/** What the app is made of, on real time and the real network. */
function createDeps(config: Config, log: Log, { db, secrets }: Installation, isStopping: () => boolean): Deps {
  const deps: Deps = {
    config,
    db,
    secrets,
    log,
    now: Date.now,
    net: createNet(config, log),
    jobs: createJobRunner(() => deps),
    isStopping,
  }
  return deps
}
