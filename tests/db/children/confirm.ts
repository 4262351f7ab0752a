import { writeSync } from 'node:fs'
import { openDb, transact } from '#db/open.ts'
import { statement } from '#db/statement.ts'
import { together } from '#db/together.ts'

// Writes to a database and says after each change that it is confirmed: confirm.ts <file> <way> <times>
const [file = '', way = '', times = ''] = Bun.argv.slice(2)
const db = openDb(file)
const change = (name: string) => () =>
  void statement(db, `insert into settings (name, value, updated_at) values ($name, '1', 0)`).run({ name })

// How a careless program has it: quicker, and the last changes go with the power.
if (way === 'normal') db.$client.run('PRAGMA synchronous = NORMAL')
for (let at = 0; at < Number(times); at++) {
  if (way === 'together') await together(db, change(`it ${at}`))
  else transact(db, change(`it ${at}`))
  writeSync(1, `confirmed ${at}\n`)
}
