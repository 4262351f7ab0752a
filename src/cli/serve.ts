import { createLog, type Log } from '#src/base/log.ts'
import { boot, type Running } from '#src/boot/boot.ts'
import { VERSION } from '#src/boot/version.ts'
import { readConfig } from '#src/config.ts'
import type { Command } from './commands.ts'
import { EXIT } from './exit.ts'
import { readOptions } from './options.ts'

export const serve: Command = {
  usage: 'mooring serve',
  about: 'Starts Mooring (the default). On the first run it prints the link that creates the owner.',
  async run(args) {
    readOptions(args, {})
    const config = readConfig()
    const log = createLog(config.log)
    dieLoudly(log)
    const asked = stopSignal()
    const running = await boot(config, log)
    if (running.setupUrl !== null)
      console.log(framed(['Open this link to become the owner. It works once, for 30 minutes:', running.setupUrl]))
    log.info({ url: running.url, version: VERSION }, 'Ready')
    log.info({ signal: await asked }, 'Stopping')
    await stopOrHurry(running)
    log.info('Stopped')
    return EXIT.ok
  },
}

/** Resolves with the name of the first signal that asks us to stop. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}

/** A second signal means now: what was confirmed is on disk anyway. */
function stopOrHurry(running: Running) {
  const hurry = () => process.exit(EXIT.ok)
  process.once('SIGTERM', hurry)
  process.once('SIGINT', hurry)
  return running.stop()
}

// No limp mode: after an error that nobody expected the state is unknown, and the supervisor starts us afresh.
function dieLoudly(log: Log) {
  const die = (error: unknown) => {
    log.fatal({ err: error }, 'An error that nothing handles')
    process.exit(EXIT.failed)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}

/** Lines in a frame, so that they are not lost among the log. */
function framed(lines: string[]): string {
  const width = Math.max(...lines.map((line) => line.length))
  const rule = '─'.repeat(width + 2)
  return [`┌${rule}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${rule}┘`].join('\n')
}
