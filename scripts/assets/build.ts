import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pruned } from './prune.ts'

const SOURCE = 'views/assets/app.css'

/** The one stylesheet: Tailwind's answer without what no page can use, minified. Run from the project's root. */
export async function builtStyles(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-css-'))
  try {
    const output = join(folder, 'app.css')
    const tailwind = Bun.spawnSync([process.execPath, 'x', '--bun', 'tailwindcss', '-i', SOURCE, '-o', output])
    if (tailwind.exitCode !== 0) throw new Error(`Tailwind failed: ${tailwind.stderr.toString()}`)
    return pruned(await Bun.file(output).text(), await ownClasses())
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The one script, from the modules in views/browser, minified. */
export async function builtScript(): Promise<string> {
  const { outputs } = await Bun.build({ entrypoints: ['views/browser/ui.ts'], target: 'browser', format: 'iife', minify: true })
  const [script] = outputs
  if (!script) throw new Error('The script could not be built')
  return script.text()
}

async function ownClasses(): Promise<Set<string>> {
  const names = new Set<string>()
  for await (const path of new Bun.Glob('views/assets/styles/*.css').scan()) {
    // Only what stands before a block is a selector; an @apply names utilities.
    for (const [, selector = ''] of (await Bun.file(path).text()).matchAll(/^\s*([^@\n][^;{}]*)\{/gm)) {
      for (const [, name = ''] of selector.matchAll(/\.([a-z][\w-]*)/g)) names.add(name)
    }
  }
  return names
}
