import { existsSync } from 'node:fs'
import { migrationStatus } from '#db/migrate.ts'
import { connect, type Db } from '#db/open.ts'
import { DatabaseRefused } from '#db/refused.ts'
import { dataFolderAt } from '#src/boot/data-folder.ts'
import { readConfig } from '#src/config.ts'
import { AppError } from '#src/http/errors.ts'
import { type Actor, SYSTEM } from '#src/team/actor.ts'
import { memberByEmail } from '#src/team/members-store.ts'
import { setPassword } from '#src/team/password-reset.ts'
import { resetFactor } from '#src/team/second-factor-reset.ts'
import type { User } from '#src/team/store.ts'
import type { Command } from './commands.ts'
import { EXIT, UsageError } from './exit.ts'
import { newPasswordFrom } from './new-password.ts'
import { readOptions } from './options.ts'

const OPERATOR: Actor = { ...SYSTEM, name: 'Command line' }

type Deed = (db: Db, member: User) => Promise<string>

const DEEDS: Record<string, Deed> = {
  'reset-2fa': async (db, { id, email }) =>
    resetFactor({ db, now: Date.now }, id, OPERATOR)
      ? `${email} signs in with the password alone now. Their sign-ins have ended.`
      : `${email} has no two-factor sign-in.`,
  'set-password': async (db, member) => {
    await setPassword({ db, now: Date.now }, member, await newPasswordFrom(process.stdin), OPERATOR)
    return `${member.email} has a new password. Their sign-ins have ended.`
  },
}

export const user: Command = {
  usage: 'mooring user <deed> <email>',
  about:
    'For a member who is locked out, also while Mooring runs: reset-2fa, or set-password.\n' +
    'reset-2fa takes two-factor sign-in away. set-password asks for a new password, or reads it from standard input.\n\n' +
    '  mooring user reset-2fa nora@agency.example',
  async run([name = '', email = '', ...rest]) {
    readOptions(rest, {})
    const deed = DEEDS[name]
    if (!deed || email === '') throw new UsageError(`It takes ${Object.keys(DEEDS).join(' or ')}, and an e-mail address.`)
    const db = connectBeside(dataFolderAt(readConfig().dataDir).database)
    try {
      const member = memberByEmail(db, email.trim().toLowerCase())
      if (!member) return complain('Nobody has this e-mail address.')
      console.log(await deed(db, member))
      return EXIT.ok
    } catch (error) {
      if (error instanceof AppError) return complain(reasonIn(error))
      throw error
    } finally {
      db.$client.close()
    }
  },
}

/** No lock: SQLite lets a second process write between the server's transactions, and the server notices within a second. */
function connectBeside(file: string): Db {
  if (!existsSync(file)) throw new DatabaseRefused('There is no database yet. Start Mooring first.')
  const db = connect(file)
  const { pending, isNewer } = migrationStatus(db.$client)
  if (pending === 0 && !isNewer) return db
  db.$client.close()
  throw new DatabaseRefused('The database is of another version of Mooring. Use the program that serves it.')
}

const reasonIn = ({ message, details }: AppError) =>
  Array.isArray(details) ? `The password ${details.map((one) => one.message).join(', ')}.` : message

function complain(sentence: string) {
  console.error(`mooring: ${sentence}`)
  return EXIT.failed
}
