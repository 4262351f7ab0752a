import { ownUrl } from '#src/boot/address.ts'
import { readConfigBesideServer } from '#src/boot/running-address.ts'
import { isReady } from '#src/net/own-health.ts'
import type { Command } from './commands.ts'
import { EXIT } from './exit.ts'
import { readOptions } from './options.ts'

const TIMEOUT_MS = 3_000

export const health: Command = {
  usage: 'mooring health',
  about: 'Tells whether the Mooring on this machine is ready: exit code 0 or 1. For Docker and monitors.',
  async run(args) {
    readOptions(args, {})
    const ready = await isReady(ownUrl(readConfigBesideServer()), TIMEOUT_MS)
    console.log(ready ? 'ready' : 'not ready')
    return ready ? EXIT.ok : EXIT.failed
  },
}
