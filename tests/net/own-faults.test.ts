import { expect, test } from 'bun:test'

const BUN = process.execPath

/** What a command printed as JSON. */
async function printed(command: string[]) {
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const text = await new Response(child.stdout).text()
  await child.exited
  return JSON.parse(text)
}

const canLeaveNetwork = Bun.which('unshare') !== null && Bun.spawnSync(['unshare', '-rn', 'true']).exitCode === 0

test('no file descriptor left is local_problem', async () => {
  const limited = 'ulimit -n 100; exec "$0" tests/net/children/no-descriptors.ts 1'

  expect(await printed(['sh', '-c', limited, BUN])).toEqual(['local_problem', 'local_problem'])
})

test.skipIf(!canLeaveNetwork)('no network is local_problem, not refused', async () => {
  const verdicts = await printed(['unshare', '-rn', BUN, 'tests/net/children/no-network.ts'])

  expect(verdicts).toEqual(Array(9).fill('local_problem'))
})
