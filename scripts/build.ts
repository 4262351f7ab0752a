import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { SOURCE } from '#src/reference/reader.ts'

// Makes the one file that is Mooring: bun scripts/build.ts [output]
const OUTPUT = Bun.argv[2] ?? 'dist/mooring'
const MIB = 1024 ** 2
// src/reference/reader.ts looks for it by this name.
const READER_FOLDER = 'dist/scalar'

mkdirSync(dirname(OUTPUT), { recursive: true })
compressReader()
const { exitCode } = Bun.spawnSync(
  [
    process.execPath,
    'build',
    'src/main.ts',
    '--compile',
    `--outfile=${OUTPUT}`,
    '--target=bun',
    '--format=esm',
    '--bytecode',
    // Never --minify: renamed identifiers break Elysia's macros, which look at the text of handlers.
    '--minify-whitespace',
    '--minify-syntax',
    '--asset=./db/migrations',
    `--asset=./${READER_FOLDER}`,
    // A binary takes no settings or code from a .env or bunfig.toml that happens to lie where it is started.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
  ],
  { stdout: 'inherit', stderr: 'inherit' },
)
if (exitCode !== 0) process.exit(1)
console.log(`${OUTPUT}: ${(statSync(OUTPUT).size / MIB).toFixed(1)} MiB`)

/** The script of /docs has 4 MB; the binary carries it as it is sent. */
function compressReader() {
  const script = readFileSync(SOURCE)
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_LGWIN]: 24 }
  // Whatever lies there goes into the binary.
  rmSync(READER_FOLDER, { recursive: true, force: true })
  mkdirSync(READER_FOLDER, { recursive: true })
  writeFileSync(`${READER_FOLDER}/scalar.js.br`, brotliCompressSync(script, { params: best }))
}
