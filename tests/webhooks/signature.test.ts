import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { signatureOf } from '#src/webhooks/signature.ts'
import { hookApp, verifies } from './setup.ts'

describe('a signature', () => {
  test('is the one of the published example', () => {
    // Of the specification's own libraries (github.com/standard-webhooks/standard-webhooks).
    const signed = signatureOf('standard', ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    })

    expect(signed).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('in the form of OFAuth is the hex HMAC of time and body', () => {
    const signed = signatureOf('ofauth', ['whsec_new', 'whsec_former'], { id: 'msg_1', at: 1_614_265_330_999, body: '{}' })

    const hmac = createHmac('sha256', 'whsec_new').update('1614265330.{}').digest('hex')
    expect(signed['ofauth-signature']).toBe(`t=1614265330,v1=${hmac}`)
    expect(Object.keys(signed)).not.toContain('webhook-signature')
  })
})

describe('a message', () => {
  test('is taken by the reference library, and not when anything of it was changed', async () => {
    const { receiver, hook, happen, deliver } = await hookApp()
    happen('pool.low', null, { free: 1, listed: 9 })

    await deliver()
    await receiver.stop()

    const [message] = receiver.messages
    if (!message) throw new Error('Nothing arrived')
    const { text, headers } = message
    const later = String(Number(headers['webhook-timestamp']) + 1)
    expect(verifies(hook.secret, message)).toBe(true)
    expect(verifies(hook.secret, { text: text.replace('1', '2'), headers })).toBe(false)
    expect(verifies(hook.secret, { text, headers: { ...headers, 'webhook-id': 'msg_other' } })).toBe(false)
    expect(verifies(hook.secret, { text, headers: { ...headers, 'webhook-timestamp': later } })).toBe(false)
    expect(verifies('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toBe(false)
  })

  test('is signed anew at each try, with its id and bytes unchanged', async () => {
    const { receiver, hook, happen, deliver, clock } = await hookApp()
    receiver.behave((_, nth) => (nth === 1 ? 500 : 200))
    happen('pool.low', null, { free: 1, listed: 9 })

    await deliver()
    clock.now += 60_000
    await deliver()
    await receiver.stop()

    const [first, second] = receiver.messages
    expect(receiver.messages.map((message) => verifies(hook.secret, message))).toEqual([true, true])
    expect(second?.text).toBe(first?.text ?? '')
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'] ?? '')
    expect(Number(second?.headers['webhook-timestamp']) - Number(first?.headers['webhook-timestamp'])).toBe(60)
  })

  test('is signed by both secrets for a day after a rotation', async () => {
    const { receiver, hook, happen, deliver, clock, nora } = await hookApp()
    const rotated = await nora.json('POST', `/api/webhooks/${hook.id}/rotate`)
    const { secret } = rotated.body.data

    happen('pool.low', null, { free: 1 })
    await deliver()
    clock.now += 24 * 3_600_000
    happen('pool.low', null, { free: 2 })
    await deliver()
    await receiver.stop()

    expect(rotated.status).toBe(200)
    expect(secret).not.toBe(hook.secret)
    expect(receiver.messages.map((message) => verifies(secret, message))).toEqual([true, true])
    expect(receiver.messages.map((message) => verifies(hook.secret, message))).toEqual([true, false])
  })

  test('carries the header of OFAuth where that was chosen', async () => {
    const { receiver, hook, happen, deliver } = await hookApp({ wished: { signature: 'ofauth' } })
    happen('pool.low', null, { free: 1 })

    await deliver()
    await receiver.stop()

    const [message] = receiver.messages
    const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(message?.headers['ofauth-signature'] ?? '') ?? []
    expect(hex).toBe(createHmac('sha256', hook.secret).update(`${seconds}.${message?.text}`).digest('hex'))
    expect(message?.headers['webhook-signature']).toBeUndefined()
  })
})
