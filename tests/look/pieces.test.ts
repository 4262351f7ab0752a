import { describe, expect, test } from 'bun:test'
import { Bar } from '#views/ui/bars.tsx'
import { DotMap } from '#views/ui/dot-map.tsx'
import { Flag } from '#views/ui/flag.tsx'
import { Icon } from '#views/ui/icon.tsx'
import { Sparkline } from '#views/ui/sparkline.tsx'
import { type CheckState, Strip } from '#views/ui/strip.tsx'

describe('a strip of checks', () => {
  test('draws one path for each state', () => {
    const checks: CheckState[] = ['none', 'ok', 'bad', 'ok']

    const drawn = String(Strip({ checks, label: 'Last 4 checks' }))

    expect(drawn).toContain('<path class="ok" d="M8 3v14M20 3v14"')
    expect(drawn).toContain('<path class="bad" d="M14 0v20"')
    expect(drawn.match(/<path/g)).toHaveLength(3)
  })

  test('differs in height, not by colour alone', () => {
    const drawn = String(Strip({ checks: ['none', 'ok', 'warn', 'bad'], label: 'Checks' }))

    const heights = [...drawn.matchAll(/v(\d+)/g)].map(([, height]) => height)

    expect(new Set(heights).size).toBe(4)
  })

  test('says in words how the checks went', () => {
    const said = (checks: CheckState[]) => /aria-label="([^"]*)"/.exec(String(Strip({ checks, label: 'Last checks' })))?.[1]

    expect(said(['ok', 'bad', 'warn', 'none'])).toBe('Last checks: 1 slow, 1 failed of 3')
    expect(said(['ok', 'ok'])).toBe('Last checks: all 2 good')
    expect(said(['none'])).toBe('Last checks: no checks yet')
  })

  test('of thirty stays under half a kilobyte', () => {
    const checks = Array.from({ length: 30 }, (_, at): CheckState => (at % 9 === 0 ? 'bad' : 'ok'))

    expect(String(Strip({ checks, label: 'Last 30 checks' })).length).toBeLessThan(600)
  })
})

describe('a line of latencies', () => {
  test('breaks where a check failed', () => {
    const drawn = String(Sparkline({ values: [100, 120, null, 90], label: 'Latency' }))

    expect(/class="line"[^>]* d="([^"]*)"/.exec(drawn)?.[1]?.match(/M/g)).toHaveLength(2)
    expect(drawn).toContain('aria-label="Latency: 90 to 120 ms, last 90 ms"')
  })

  test('without any value is not drawn', () => {
    expect(String(Sparkline({ values: [null, null], label: 'Latency' }))).toBe('')
  })
})

describe('a bar', () => {
  test('marks that all is taken', () => {
    const full = String(Bar({ used: 4, total: 4, most: 8, label: 'IPs in Spain' }))

    expect(full).toContain('<rect class="full" width="50%"')
    expect(full).toContain('IPs in Spain: 4 of 4 in use')
  })

  test('of nothing has no length', () => {
    expect(String(Bar({ used: 0, total: 0, label: 'IPs' }))).toContain('<rect class="used" width="0%"')
  })
})

describe('a map', () => {
  const point = (country: string, state: 'ok' | 'bad' = 'ok') => ({ country, label: `${country}: 1 account`, accounts: 1, state })

  test('stands only where there are three countries', () => {
    expect(String(DotMap({ points: [point('US'), point('DE')] }))).toBe('')
    expect(String(DotMap({ points: [point('US'), point('DE'), point('FR')] }))).toContain('<svg')
  })

  test('shows the part of the world that is used', () => {
    const frame = /viewBox="(\d+) (\d+) (\d+) (\d+)"/.exec(String(DotMap({ points: [point('DE'), point('FR'), point('CZ')] })))

    expect(Number(frame?.[3])).toBeLessThan(600)
  })

  test('draws the worst last and names it', () => {
    const drawn = String(DotMap({ points: [point('DE', 'bad'), point('US'), point('FR')] }))

    expect(drawn.lastIndexOf('class="exit bad"')).toBeGreaterThan(drawn.lastIndexOf('class="exit ok"'))
    expect(drawn).toContain('<title>DE: 1 account</title>')
  })

  test('escapes what it is given', () => {
    const points = [point('US'), point('DE'), { ...point('FR'), label: '"><script>' }]

    expect(String(DotMap({ points }))).toContain('<title>&quot;&gt;&lt;script&gt;</title>')
    expect(String(DotMap({ points }))).not.toContain('<script>')
  })
})

describe('a flag', () => {
  test('carries the name of its country', () => {
    expect(String(Flag({ code: 'DE' }))).toContain('alt="Germany"')
    expect(String(Flag({ code: 'UK' }))).toMatch(/src="\/assets\/flags\/gb\.[\d.]+\.svg"/)
  })

  test('says nothing beside the name', () => {
    expect(String(Flag({ code: 'DE', decorative: true }))).toContain('alt=""')
  })

  test('of an unknown country only keeps its place', () => {
    expect(String(Flag({ code: 'QQ' }))).toBe('<span class="flag blank"></span>')
    expect(String(Flag({ code: null }))).toBe('<span class="flag blank"></span>')
  })
})

test('an icon is hidden unless it has a label', () => {
  expect(String(Icon({ name: 'anchor' }))).toContain('aria-hidden="true"')
  expect(String(Icon({ name: 'x', label: 'Close' }))).toContain('role="img" aria-label="Close"')
})
