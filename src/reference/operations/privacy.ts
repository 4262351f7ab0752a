import type { Descriptions } from '#src/http/described.ts'
import { answer } from '../shapes/common.ts'
import { Erased, Everything } from '../shapes/privacy.ts'

const tag = 'Accounts'

export const PRIVACY: Descriptions = {
  'GET /api/accounts/:id/export': {
    tag,
    id: 'exportAccount',
    summary: 'Get everything that is held about an account',
    about:
      'Account, exit and former ones, checks, connection, captures of its session, events, webhook messages and results of jobs. Of ' +
      'passwords, cookies, x-bc and storages only whether they are there.',
    answer: answer(Everything),
  },
  'POST /api/accounts/:id/erase': {
    tag,
    id: 'eraseAccount',
    summary: 'Erase everything that is held about an account',
    about:
      "`confirm` is the account's name. What stays are the events of the erasure itself, which hold ids alone. `backups` names the files " +
      'in the data folder that still hold it, or that cannot be read; they are kept until somebody deletes them.',
    answer: answer(Erased),
  },
}
