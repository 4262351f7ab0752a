import type { Command } from './commands.ts'
import { EXIT } from './exit.ts'
import { readOptions } from './options.ts'

export const setupLink: Command = {
  usage: 'mooring setup-link',
  about: 'Prints a fresh link that creates the first owner. Only while there is none.',
  async run(args) {
    readOptions(args, {})
    return EXIT.failed
  },
}
