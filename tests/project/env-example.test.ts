import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { envExample } from '../../scripts/env-example.ts'

const ROOT = join(import.meta.dir, '../..')

test('.env.example lists what the program reads', () => {
  expect(readFileSync(join(ROOT, '.env.example'), 'utf8')).toBe(envExample())
})

test('the lock file names no registry', () => {
  const lock = readFileSync(join(ROOT, 'bun.lock'), 'utf8')

  expect(lock.match(/https?:\/\/\S+/g)).toBeNull()
})
