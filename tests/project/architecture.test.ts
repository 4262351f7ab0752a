import { expect, test } from 'bun:test'
import { importsOf, type Module, modulesIn } from './modules.ts'

const OURS = modulesIn('db', 'views', 'src')

/** Each folder may import only what stands before it; `src` alone knows all three. */
const FOLDERS = ['db', 'views', 'src', 'tests']

/** A feature's rules may use those of the features to its left. */
const FEATURES = [
  'geo',
  'events',
  'settings',
  'team',
  'pool',
  'proxies',
  'accounts',
  'onlyfans',
  'connections',
  'access',
  'webhooks',
  'privacy',
  'bulk',
  'jobs',
]

/** What features stand on. It knows none of them. */
const GROUND = ['base', 'net', 'http']

/** Who is asking, and which accounts they may see: everybody's business. */
const CALLER = new Set(['src/team/actor.ts', 'src/accounts/reach.ts'])

const isRoutes = ({ path }: Module) => /\/routes\.tsx?$|-routes\.tsx?$/.test(path)
const isStore = ({ path }: Module) => /\/(store|[\w-]+-store)\.ts$/.test(path)
const folderOf = (path: string) => path.split('/')[0] ?? ''
const featureOf = (path: string) => (path.startsWith('src/') ? (path.split('/')[1] ?? '') : '')

/** Imports that break a rule, as `from -> to`. */
function offences(modules: Module[], breaks: (module: Module, to: string) => boolean): string[] {
  return modules.flatMap((module) => module.imports.filter((to) => breaks(module, to)).map((to) => `${module.path} -> ${to}`))
}

const uses = (module: string) => (to: string) => to === module || to.startsWith(`${module}/`)

test('folders import only to the left', () => {
  const wrong = offences(OURS, ({ path }, to) => FOLDERS.indexOf(folderOf(to)) > FOLDERS.indexOf(folderOf(path)))

  expect(wrong).toEqual([])
})

test('views know no tables and no packages but their own', () => {
  const wrong = offences(OURS, ({ path }, to) => folderOf(path) === 'views' && (folderOf(to) === 'db' || uses('elysia')(to)))

  expect(wrong).toEqual([])
})

test('features import only features to their left', () => {
  const wrong = offences(OURS, (from, to) => {
    const [own, other] = [FEATURES.indexOf(featureOf(from.path)), FEATURES.indexOf(featureOf(to))]
    if (own < 0 || other <= own || CALLER.has(to)) return false
    return !(isRoutes(from) && to === 'src/team/auth.ts')
  })

  expect(wrong).toEqual([])
})

test('the ground knows no feature', () => {
  const wrong = offences(
    OURS,
    ({ path }, to) => GROUND.includes(featureOf(path)) && FEATURES.includes(featureOf(to)) && !CALLER.has(to),
  )

  expect(wrong).toEqual([])
})

test('routes are imported by the app alone', () => {
  const wrong = offences(
    OURS,
    ({ path }, to) =>
      /routes\.tsx?$/.test(to) && path !== 'src/app.ts' && !(/routes\.tsx$/.test(path) && featureOf(path) === featureOf(to)),
  )

  expect(wrong).toEqual([])
})

test('nothing that is imported starts the program', () => {
  expect(offences(OURS, (_module, to) => to === 'src/main.ts')).toEqual([])
  expect(
    offences(OURS, ({ path }, to) => featureOf(to) === 'boot' && !/^src\/(boot|cli)\//.test(path) && path !== 'src/main.ts'),
  ).toEqual([])
})

test('only stores and db speak SQL', () => {
  const homes = new Set(['src/settings/settings.ts', 'src/events/events.ts', 'src/accounts/reach.ts'])
  const wrong = offences(
    OURS,
    (from, to) =>
      (uses('drizzle-orm')(to) || to === 'bun:sqlite') && folderOf(from.path) !== 'db' && !isStore(from) && !homes.has(from.path),
  )

  expect(wrong).toEqual([])
})

test('only net connects out', () => {
  const doors = [
    'undici',
    'proxy-agent',
    'node:http',
    'node:https',
    'node:http2',
    'node:net',
    'node:tls',
    'node:dns',
    'node:dgram',
  ]
  const wrong = offences(OURS, ({ path }, to) => doors.some((door) => uses(door)(to)) && featureOf(path) !== 'net')
  const calls = OURS.filter(
    ({ path, text }) =>
      featureOf(path) !== 'net' &&
      /(?<![.\w])fetch\(|(globalThis|Bun)\.fetch\b|Bun\.(connect|udpSocket)\b|new WebSocket\b/.test(text),
  )

  expect(wrong).toEqual([])
  expect(calls.map(({ path }) => path)).toEqual([])
})

test('nothing imports the undici that connects directly', () => {
  const everything = [...OURS, ...modulesIn('tests', 'bench', 'scripts')]

  expect(offences(everything, (_, to) => to === 'undici')).toEqual([])
})

test('only the configuration reads the environment', () => {
  const homes = new Set(['src/config.ts', 'src/net/environment.ts'])
  const wrong = OURS.filter(({ path, text }) => !homes.has(path) && /\b(process|Bun)\.env\b|import\.meta\.env\b/.test(text))

  expect(wrong.map(({ path }) => path)).toEqual([])
})

test('only jobs repeat work by timers', () => {
  const wrong = OURS.filter(({ path, text }) => featureOf(path) !== 'jobs' && /\bsetInterval\(|Bun\.cron\(/.test(text))

  expect(wrong.map(({ path }) => path)).toEqual([])
})

test('Elysia stays at the edge', () => {
  const edge = (module: Module) =>
    isRoutes(module) || module.path === 'src/app.ts' || featureOf(module.path) === 'http' || module.path === 'src/team/auth.ts'

  expect(offences(OURS, (from, to) => uses('elysia')(to) && !edge(from))).toEqual([])
})

test('markup is trusted by nobody', () => {
  const casts = OURS.filter(({ path, text }) => path !== 'src/http/negotiate.tsx' && /as 'safe'/.test(text))

  expect(casts.map(({ path }) => path)).toEqual([])
})

test('the scan sees what it must forbid', () => {
  const text = `import { Pool } from 'undici'
import type { Deps } from '#src/deps.ts'
import * as store from './store.ts'
export const x = [Pool, store] as unknown as Deps`

  expect(importsOf('src/pool/x.ts', text)).toEqual(['undici', 'src/pool/store.ts'])
})
