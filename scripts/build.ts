import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

// Makes the one file that is Mooring: bun scripts/build.ts [output]
const OUTPUT = Bun.argv[2] ?? 'dist/mooring'
const MIB = 1024 ** 2

mkdirSync(dirname(OUTPUT), { recursive: true })
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
    // A binary takes no settings or code from a .env or bunfig.toml that happens to lie where it is started.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
  ],
  { stdout: 'inherit', stderr: 'inherit' },
)
if (exitCode !== 0) process.exit(1)
console.log(`${OUTPUT}: ${(statSync(OUTPUT).size / MIB).toFixed(1)} MiB`)
