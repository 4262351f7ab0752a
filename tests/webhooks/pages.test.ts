import { describe, expect, test } from 'bun:test'
import { webhookEndpoints } from '#db/schema/webhooks.ts'
import { testApp } from '#tests/support/app.ts'
import { addHook, hookApp } from './setup.ts'

const RECEIVER = { url: 'http://127.0.61.9:9/hooks' }

describe('the page of webhooks', () => {
  test('shows what a receiver looks like while there is none', async () => {
    const { nora } = await testApp()

    const { status, text } = await nora.page('GET', '/webhooks')

    expect(status).toBe(200)
    expect(text).toContain('No webhooks yet')
    expect(text).toContain('standardwebhooks')
  })

  test('adds one, whose secret it shows this once', async () => {
    const { nora } = await testApp()

    const made = await nora.page('POST', '/webhooks', [
      ['url', RECEIVER.url],
      ['description', '<b>Slack</b>'],
      ['events', 'proxy.failed'],
      ['events', 'pool.low'],
      ['signature', 'standard'],
    ])
    const list = await nora.page('GET', '/webhooks')

    expect(made.status).toBe(201)
    const secret = /whsec_[A-Za-z0-9+/]{43}=/.exec(made.text)?.[0] ?? 'none'
    expect(made.text).toContain(`>${secret}<`)
    expect(list.text).not.toContain(secret)
    expect(list.text).toContain('&lt;b&gt;Slack')
    expect(list.text).toContain('2 types of event')
  })

  test('shows a receiver for the signature that was chosen', async () => {
    const { nora } = await testApp()

    const { text } = await nora.page('POST', '/webhooks', { ...RECEIVER, signature: 'ofauth' })

    expect(text).toContain('createHmac')
    expect(text).not.toContain('standardwebhooks')
  })

  test('shows a refused form again, as it was filled in', async () => {
    const { nora, deps } = await testApp()

    const { status, text } = await nora.page('POST', '/webhooks', {
      url: 'http://93.184.216.34/<i>',
      description: 'Slack',
      events: 'pool.low',
      signature: 'ofauth',
    })

    expect(status).toBe(400)
    expect(text).toContain('ust begin with https')
    expect(text).toContain('value="http://93.184.216.34/&lt;i&gt;"')
    expect(text).toMatch(/value="pool.low"[^>]*checked/)
    expect(text).toMatch(/value="ofauth"[^>]*selected/)
    expect(deps.db.select().from(webhookEndpoints).all()).toEqual([])
  })

  test('is in the navigation of owners alone', async () => {
    const { nora, mara } = await testApp()

    expect((await nora.page('GET', '/')).text).toContain('href="/webhooks"')
    expect((await mara.page('GET', '/')).text).not.toContain('href="/webhooks"')
    expect((await mara.page('GET', '/webhooks')).status).toBe(403)
  })
})

describe('the page of a webhook', () => {
  test('shows what was sent and what came back, as text', async () => {
    const app = await hookApp({ receive: { answer: '<script>alert(1)</script>' } })
    app.happen('proxy.failed', app.stella, { reason: '<img src=x>' })
    await app.deliver()
    await app.receiver.stop()

    const { text } = await app.nora.page('GET', `/webhooks/${app.hook.id}`)

    expect(text).toContain('Arrived')
    expect(text).toContain('Answered 200')
    expect(text).toContain('&lt;script&gt;alert(1)')
    for (const raw of ['<script>alert', '<img']) expect(text).not.toContain(raw)
  })

  test('changes it; no box ticked stands for everything', async () => {
    const app = await testApp()
    const { id } = await addHook(app, RECEIVER, { events: ['pool.low'] })

    const saved = await app.nora.page('POST', `/webhooks/${id}`, { url: RECEIVER.url, description: 'CRM', signature: 'standard' })
    const { body } = await app.nora.json('GET', `/api/webhooks/${id}`)

    expect([saved.status, saved.headers.get('location')]).toEqual([303, `/webhooks/${id}`])
    expect(body.data).toMatchObject({ events: [], description: 'CRM', enabled: true })
  })

  test('shows a refused change again', async () => {
    const app = await testApp()
    const { id } = await addHook(app, RECEIVER)

    const { status, text } = await app.nora.page('POST', `/webhooks/${id}`, { url: 'nonsense', description: 'CRM' })

    expect(status).toBe(400)
    expect(text).toContain('value="nonsense"')
    expect(text).toContain('id="f-url-error"')
  })

  test('switches it off and on', async () => {
    const app = await testApp()
    const { id } = await addHook(app, RECEIVER)
    const turn = (enabled: string) => app.nora.page('POST', `/webhooks/${id}/switch`, { enabled })

    expect((await turn('false')).status).toBe(303)
    expect((await app.nora.page('GET', `/webhooks/${id}`)).text).toContain('Switch on')
    expect((await turn('true')).status).toBe(303)
    expect((await app.nora.page('GET', `/webhooks/${id}`)).text).toContain('Switch off')
  })

  test('says why it was switched off, and what to do', async () => {
    const app = await hookApp()
    app.receiver.behave(410)
    app.happen('pool.low', null, { free: 1 })
    await app.deliver()
    await app.receiver.stop()

    const { text } = await app.nora.page('GET', `/webhooks/${app.hook.id}`)
    const activity = await app.nora.page('GET', '/activity')

    expect(text).toContain('This webhook was switched off')
    expect(text).toContain('It answered 410 Gone')
    expect(activity.text).toContain('switched a webhook off')
    expect(activity.text).toContain('it answered that it is gone')
  })

  test('sends a test and says on the next page how it went', async () => {
    const app = await hookApp()
    const test = () => app.nora.page('POST', `/webhooks/${app.hook.id}/test`, {})
    const pageAfter = async ({ headers }: { headers: Headers }) => {
      const cookie = headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ')
      const answer = await app.nora.raw('GET', headers.get('location') ?? '', { accept: 'text/html', cookie })
      return answer.text()
    }

    const arrived = await test()
    app.receiver.behave(500)
    const failed = await test()
    await app.receiver.stop()

    expect([arrived.status, arrived.headers.get('location')]).toEqual([303, `/webhooks/${app.hook.id}`])
    expect(await pageAfter(arrived)).toContain('It arrived')
    expect(await pageAfter(failed)).toContain('It did not arrive. Answered 500.')
  })

  test('shows a new secret this once', async () => {
    const app = await testApp()
    const { id, secret } = await addHook(app, RECEIVER)

    const rotated = await app.nora.page('POST', `/webhooks/${id}/rotate`, {})
    const after = await app.nora.page('GET', `/webhooks/${id}`)

    const shown = /whsec_[A-Za-z0-9+/]{43}=/.exec(rotated.text)?.[0] ?? secret
    expect(rotated.status).toBe(200)
    expect(shown).not.toBe(secret)
    for (const one of [shown, secret]) expect(after.text).not.toContain(one)
  })

  test('removes it', async () => {
    const app = await testApp()
    const { id } = await addHook(app, RECEIVER)

    const removed = await app.nora.page('POST', `/webhooks/${id}/remove`, {})

    expect([removed.status, removed.headers.get('location')]).toEqual([303, '/webhooks'])
    expect((await app.nora.page('GET', `/webhooks/${id}`)).status).toBe(404)
  })
})
