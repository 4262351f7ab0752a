import { foldCity } from '#src/geo/places.ts'
import type { TestApp } from '#tests/support/app.ts'
import { fillPool } from '#tests/support/pool.ts'
import { HOSTILE } from './strings.ts'

/** One string in every place of an account that takes it, as the API says it was stored. */
export interface Stored {
  id: string
  text: string
  name: string
  username: string
  note: string
  tags: string[]
  reference: string
  /** Of its exit. */
  city: string
}

/** Stores every string wherever somebody outside could: in accounts with exits of such cities, members, invitations, keys and sources. */
export async function storeAll(app: TestApp): Promise<Stored[]> {
  const { nora } = app
  fillPool(
    app,
    HOSTILE.map((city) => ({ country: 'DE', city })),
  )
  const stored: Stored[] = []
  for (const text of HOSTILE) stored.push(await storeOne(app, text))
  for (const [index, name] of HOSTILE.entries()) {
    await nora.json('POST', '/api/keys', { name, scopes: ['proxy:read'] })
    const email = `m${index}@agency.example`
    await nora.json('POST', '/api/team/invites', { email, name, role: 'operator', tags: tagOf(name) })
  }
  return stored
}

async function storeOne({ nora }: TestApp, text: string): Promise<Stored> {
  const { status, body } = await nora.json('POST', '/api/accounts', {
    name: text,
    username: text,
    note: `${text}\n${text}`,
    tags: tagOf(text),
    client_reference_id: text,
  })
  if (status !== 201) throw new Error(`${JSON.stringify(text)} was refused: ${JSON.stringify(body)}`)
  const { id, name, username, note, tags, client_reference_id: reference } = body.data
  const proxy = `/api/proxy/account/${id}`
  await nora.json('PUT', `${proxy}/preference`, { proxy_region_preference: 'DE', proxy_city_preference: text })
  const assigned = await nora.json('POST', `${proxy}/assign-auto`, { preferredCountry: 'DE', preferredCity: text })
  const city = assigned.body.data?.proxy_city_name ?? ''
  if (foldCity(city) !== foldCity(text)) throw new Error(`${JSON.stringify(text)} has no exit: ${assigned.text}`)
  return { id, text, name, username, note, tags, reference, city }
}

/** As a list with one tag, where a tag takes it. */
export const tagOf = (text: string) => (text.length <= 40 && !/[,;]/.test(text) ? [text.normalize('NFC').trim()] : [])
