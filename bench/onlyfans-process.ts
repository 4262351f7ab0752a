// The strict stand-in for OnlyFans in a process of its own, with creators who are signed in. Prints how one gets in.
import { startOnlyFans } from '#tests/fakes/onlyfans.ts'

const [folder = '', creators = '0', address = '127.0.9.9'] = Bun.argv.slice(2)
const onlyfans = await startOnlyFans({ address })
const sessions = Array.from({ length: Number(creators) }, () => onlyfans.signIn(onlyfans.addUser()))
const rules = `${folder}/rules.json`
await Bun.write(rules, JSON.stringify(onlyfans.rules()))
await Bun.write(`${folder}/sessions.json`, JSON.stringify(sessions))
console.log(JSON.stringify({ url: onlyfans.url, caFile: onlyfans.caFile, rules }))

// It remembers every call, and none of that is looked at here.
setInterval(() => {
  onlyfans.seen.length = 0
  if (onlyfans.killed.length > 0) throw new Error('A session was killed')
}, 1_000)
