import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backUp } from '#db/backup.ts'
import { connect } from '#db/open.ts'
import { DatabaseRefused } from '#db/refused.ts'
import { dataFolderAt } from '#src/boot/data-folder.ts'
import { readConfig } from '#src/config.ts'
import type { Command } from './commands.ts'
import { EXIT, UsageError } from './exit.ts'
import { readOptions } from './options.ts'

export const backup: Command = {
  usage: 'mooring backup [-o file]',
  about: 'Copies the database, also while Mooring runs, and prints where to. The key is not in it: keep that apart.',
  async run(args) {
    const { output } = readOptions(args, { output: { type: 'string', short: 'o' } })
    process.umask(0o077)
    const folder = dataFolderAt(readConfig().dataDir)
    if (!existsSync(folder.database)) throw new DatabaseRefused(`There is no database in ${folder.path}.`)
    const file = output ? resolve(output) : join(folder.backups, `manual-${Date.now()}.db`)
    if (existsSync(file)) throw new UsageError('The output file exists already.')
    // No lock: SQLite copies a consistent state beside a running server.
    const { $client } = connect(folder.database)
    backUp($client, file)
    $client.close()
    console.log(file)
    return EXIT.ok
  },
}
