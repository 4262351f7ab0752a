import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import pinned from '#views/assets/vendor/api-reference.json'

// Brings the one file of Scalar's reader that /docs needs into the repository, compressed: as a dependency it comes with 260 others.
// bun scripts/vendor-reader.ts [version]; without a version it makes the file anew from the pinned one.

const PACKAGE = '@scalar/api-reference'
const FOLDER = 'views/assets/vendor'
const SCRIPT = 'package/dist/browser/standalone.js'

const version = Bun.argv[2] ?? pinned.version
const folder = mkdtempSync(join(tmpdir(), 'mooring-reader-'))
try {
  // The package manager's own client, so that the registry and the proxy are those of whoever runs this.
  run('npm', 'pack', '--silent', '--ignore-scripts', `--pack-destination=${folder}`, `${PACKAGE}@${version}`)
  run('tar', '-xzf', `${folder}/scalar-api-reference-${version}.tgz`, '-C', folder, SCRIPT, 'package/package.json')
  const script = readFileSync(join(folder, SCRIPT))
  const { license } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'))
  const sha256 = new Bun.CryptoHasher('sha256').update(script).digest('hex')
  if (version === pinned.version && sha256 !== pinned.sha256) throw new Error(`${version} is not what it was: ${sha256}`)
  if (license !== pinned.licence) throw new Error(`The licence is ${license} now`)
  writeFileSync(`${FOLDER}/api-reference.js.br`, smallest(script))
  writeFileSync(`${FOLDER}/api-reference.json`, `${JSON.stringify({ ...pinned, version, sha256 }, null, 2)}\n`)
  console.log(`${PACKAGE} ${version}, sha256 ${sha256}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(...command: string[]) {
  const { exitCode } = Bun.spawnSync(command, { stdout: 'ignore', stderr: 'inherit' })
  if (exitCode !== 0) throw new Error(`${command[0]} failed`)
}

function smallest(script: Uint8Array) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_LGWIN]: 24 }
  return brotliCompressSync(script, { params })
}
