// Copies the shapes of the used Lucide icons (ISC licence) into views/ui/icon-shapes.ts: the package holds 67 MB.

// biome-ignore format: a list of names reads best as one block
const NAMES = [
  'activity', 'anchor', 'arrow-down', 'arrow-up', 'ban', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert', 'circle-check',
  'circle-help', 'clock', 'code', 'copy', 'download', 'ellipsis', 'external-link', 'eye', 'flame', 'folder-input', 'globe', 'history', 'info', 'key-round',
  'keyboard', 'layout-dashboard', 'link', 'list-checks', 'lock', 'log-out', 'mail', 'menu', 'monitor', 'moon', 'pause', 'pencil', 'play', 'plus',
  'puzzle', 'qr-code', 'refresh-cw', 'rotate-ccw', 'search', 'send', 'server', 'settings', 'shield-check', 'shuffle', 'sun', 'tag', 'trash-2',
  'triangle-alert', 'undo-2', 'upload', 'user-plus', 'user-round-cog', 'users', 'wand-sparkles', 'webhook', 'x', 'zap',
]

const folder = 'node_modules/lucide-static/icons'
const shapes = await Promise.all(
  NAMES.map(async (name) => [name, shapesIn(await Bun.file(`${folder}/${name}.svg`).text())] as const),
)

const lines = shapes.map(([name, shape]) => `  ${/^\w+$/.test(name) ? name : `'${name}'`}:\n    '${shape}',`)
await Bun.write(
  'views/ui/icon-shapes.ts',
  `// Made by scripts/copy-icons.ts from Lucide (ISC licence, https://lucide.dev/license).\nexport const ICON_SHAPES = {\n${lines.join('\n')}\n} as const\n`,
)

function shapesIn(svg: string): string {
  const inner = /<svg[^>]*>(.*)<\/svg>/s.exec(svg)?.[1] ?? ''
  return inner.replace(/\s+/g, ' ').replaceAll(' />', '/>').replaceAll('> <', '><').trim()
}
