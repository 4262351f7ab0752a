import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { version } from 'flag-icons/package.json'

// Packs every two-letter flag of flag-icons (MIT licence) into one file that the program carries: a line of JSON with
// { version, flags: { code: [start, length] } }, then the flags, compressed with brotli.

const FOLDER = 'node_modules/flag-icons/flags/4x3'
const index: Record<string, [start: number, length: number]> = {}
const parts: Buffer[] = []
let start = 0

for (const name of readdirSync(FOLDER)
  .filter((file) => /^[a-z]{2}\.svg$/.test(file))
  .sort()) {
  const svg = readFileSync(`${FOLDER}/${name}`)
  const part = brotliCompressSync(svg, {
    params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: svg.length },
  })
  index[name.slice(0, 2)] = [start, part.length]
  parts.push(part)
  start += part.length
}

await Bun.write(
  'views/assets/built/flags.bin',
  Buffer.concat([Buffer.from(`${JSON.stringify({ version, flags: index })}\n`), ...parts]),
)
console.log(`${parts.length} flags, ${(start / 1000).toFixed(0)} KB`)
