import { expect, test } from 'bun:test'
import { testApp } from '#tests/support/app.ts'

test('a stopping server says it is not ready', async () => {
  const { nobody } = await testApp({ deps: { isStopping: () => true } })

  const { status } = await nobody.raw('GET', '/readyz', {})

  expect(status).toBe(503)
})
