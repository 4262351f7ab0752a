// A stand-in Webshare in a process of its own, so that its work is not counted as ours. Prints its address.
import { madeUpProxies, startWebshare } from '#tests/fakes/webshare.ts'

const webshare = await startWebshare({
  proxies: madeUpProxies(Number(process.argv[2])),
  apiKey: process.argv[3] ?? '',
  maxPageSize: 10_000,
})
console.log(webshare.url)
