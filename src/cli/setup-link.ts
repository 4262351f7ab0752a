import { existsSync } from 'node:fs'
import { connect } from '#db/open.ts'
import { DatabaseRefused } from '#db/refused.ts'
import { dataFolderAt } from '#src/boot/data-folder.ts'
import { readConfigBesideServer } from '#src/boot/running-address.ts'
import { anyMember } from '#src/team/members-store.ts'
import { makeSetupLink } from '#src/team/setup-link.ts'
import type { Command } from './commands.ts'
import { EXIT } from './exit.ts'
import { readOptions } from './options.ts'

export const setupLink: Command = {
  usage: 'mooring setup-link',
  about: 'Prints a fresh link that creates the first owner, in place of the earlier one. Only while there is none.',
  async run(args) {
    readOptions(args, {})
    process.umask(0o077)
    const config = readConfigBesideServer()
    if (hasMembers(dataFolderAt(config.dataDir).database)) {
      console.error('mooring: There is an owner already. Others are invited on the team page.')
      return EXIT.failed
    }
    console.log(makeSetupLink(config, Date.now()))
    return EXIT.ok
  },
}

function hasMembers(database: string) {
  if (!existsSync(database)) throw new DatabaseRefused('There is no database yet. Start Mooring first: it prints the link.')
  const db = connect(database)
  try {
    return anyMember(db)
  } finally {
    db.$client.close()
  }
}
