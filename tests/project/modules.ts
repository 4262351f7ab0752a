import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** A source file of ours, with what it imports when it runs (imports of types alone leave no trace). */
export interface Module {
  path: string
  text: string
  /** Files of ours as paths from the root, packages by name. */
  imports: string[]
}

const TRANSPILERS = { ts: new Bun.Transpiler({ loader: 'ts' }), tsx: new Bun.Transpiler({ loader: 'tsx' }) }
const ROOT = join(import.meta.dir, '../..')

/** Every module below the given folders. */
export function modulesIn(...folders: string[]): Module[] {
  return folders
    .flatMap((folder) => [...new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync({ cwd: ROOT })])
    .filter((path) => !path.endsWith('.d.ts'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

/** What a file at `path` with this text imports at run time. */
export function importsOf(path: string, text: string): string[] {
  const transpiler = path.endsWith('x') ? TRANSPILERS.tsx : TRANSPILERS.ts
  return transpiler.scanImports(text).map(({ path: to }) => {
    if (to.startsWith('#')) return to.slice(1)
    return to.startsWith('.') ? normalize(join(dirname(path), to)) : to
  })
}
