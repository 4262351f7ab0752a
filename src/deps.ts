import type { Db } from '#db/open.ts'
import type { Log } from './base/log.ts'
import type { Secrets } from './base/secrets.ts'
import type { Config } from './config.ts'
import type { JobRunner } from './jobs/job.ts'
import type { Net } from './net/net.ts'
import type { Webshare } from './net/webshare.ts'
import type { Pace } from './onlyfans/pace.ts'

/** What the app is made of. Passed to every verb as its first argument, never imported. */
export interface Deps {
  config: Config
  db: Db
  secrets: Secrets
  log: Log
  /** Milliseconds since 1970 UTC. */
  now: () => number
  net: Net
  jobs: JobRunner
  /** Made from `config` and `net` on first use when it is not given. */
  webshare?: Webshare
  /** Made on first use when it is not given. */
  pace?: Pace
  /** From the signal that ends the process on; nothing new should be sent to us then. */
  isStopping?: () => boolean
}
