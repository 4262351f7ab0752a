import { describe, expect, test } from 'bun:test'
import { countries } from 'countries-list'
import { FONT, STYLES } from '#views/files.ts'
import { flagPath } from '#views/flags.ts'
import { builtScript, builtStyles } from '../../scripts/assets/build.ts'

const BUILD_LIMIT_MS = 30_000
// Assigned by nobody; without a drawing.
const WITHOUT_FLAG = new Set(['AC', 'TA'])

describe('the built files', () => {
  test(
    'are those that their sources give',
    async () => {
      expect(await Bun.file('views/assets/built/app.css').text()).toBe(await builtStyles())
      expect(await Bun.file('views/assets/built/ui.js').text()).toBe(await builtScript())
    },
    BUILD_LIMIT_MS,
  )

  test('name the font where it is served', () => {
    expect(new TextDecoder().decode(STYLES.content())).toContain(FONT.path)
  })

  test('hold a flag for every country', () => {
    const missing = Object.keys(countries).filter((code) => flagPath(code) === null && !WITHOUT_FLAG.has(code))

    expect(missing).toEqual([])
  })

  test('hold every class that a view names', async () => {
    const styles = new TextDecoder().decode(STYLES.content())
    const unknown = new Set<string>()

    for await (const path of new Bun.Glob('views/**/*.tsx').scan()) {
      for (const [, names = ''] of (await Bun.file(path).text()).matchAll(/\bclass="([^"]+)"/g)) {
        for (const name of names.split(' ')) if (!styles.includes(`.${name}`)) unknown.add(`${name} in ${path}`)
      }
    }

    expect([...unknown]).toEqual([])
  })
})
