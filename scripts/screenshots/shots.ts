import type { Page } from 'playwright-core'
import { PIA } from './world.ts'

export interface Shot {
  name: string
  path: string
  /** Whose picture: somebody who is signed in, or nobody. */
  signedOut?: boolean
  /** As large as the window: what lies over a page does not grow with it. */
  asSeen?: boolean
  /** What is done on the page before the picture is taken. */
  act?: (page: Page) => Promise<unknown>
}

const press = (page: Page, name: string) => page.getByRole('button', { name }).first().click()
const pick = async (page: Page, count: number) => {
  for (let index = 0; index < count; index++) await page.locator('[data-group]').nth(index).check()
}
const refusedCsv = 'name,username,country,proxy\nStella Moon,stellamoon,US,\nIvy,ivyrivers,XX,\n,nobody,,host:port:nope'

const plan = async (page: Page) => {
  await pick(page, 4)
  await page.locator('.bulk').getByRole('button', { name: 'Replace' }).first().click()
  await page.locator('#dialog-title').waitFor()
}

/** Every page of the busy agency, in the states that look different. */
export const BUSY: Shot[] = [
  { name: 'overview', path: '/' },
  { name: 'accounts', path: '/accounts' },
  { name: 'accounts-picked', path: '/accounts', act: (page) => pick(page, 3) },
  { name: 'accounts-plan', asSeen: true, path: '/accounts', act: plan },
  { name: 'accounts-none-found', path: '/accounts?q=nothing-like-this' },
  {
    name: 'accounts-drawer',
    asSeen: true,
    path: '/accounts',
    act: async (page) => {
      await page.locator('#rows .name a').first().click()
      await page.locator('#drawer[open] #drawer-title').waitFor()
    },
  },
  {
    name: 'accounts-menu',
    asSeen: true,
    path: '/accounts',
    act: (page) => page.locator('#rows tr').nth(1).getByRole('button').last().click(),
  },
  { name: 'account-down', path: '/accounts/:down' },
  { name: 'account-slow', path: '/accounts/:slow' },
  { name: 'account-own', path: '/accounts/:own' },
  { name: 'account-bare', path: '/accounts/:bare' },
  { name: 'account-erase', path: '/accounts/:bare/erase' },
  { name: 'account-new', path: '/accounts/new' },
  { name: 'account-new-refused', path: '/accounts/new', act: (page) => sendUnchecked(page, '[name="name"]') },
  { name: 'import', path: '/accounts/import' },
  {
    name: 'import-preview',
    path: '/accounts/import',
    act: async (page) => {
      await page.locator('main textarea').first().fill(refusedCsv)
      await page.locator('main form button[type="submit"]').first().click()
      await page.locator('main table').first().waitFor()
    },
  },
  { name: 'pool', path: '/pool' },
  { name: 'pool-country', path: '/pool?country=US' },
  { name: 'pool-sources', path: '/pool/sources' },
  { name: 'jobs', path: '/jobs' },
  { name: 'job', path: '/jobs/:job' },
  { name: 'job-paused', path: '/jobs/:running' },
  { name: 'activity', path: '/activity' },
  { name: 'keys', path: '/keys' },
  {
    name: 'key-made',
    path: '/keys',
    act: async (page) => {
      await page.locator('main [name="name"]').first().fill('Mobile app')
      await page.locator('main [name="scopes"]').first().check()
      await page
        .locator('main form')
        .filter({ has: page.locator('[name="scopes"]') })
        .locator('button[type="submit"]')
        .first()
        .click()
      await page.locator('.secret').waitFor()
    },
  },
  { name: 'webhooks', path: '/webhooks' },
  {
    name: 'webhook',
    path: '/webhooks/:webhook',
    act: (page) => page.locator('#deliveries summary').nth(1).click(),
  },
  {
    name: 'webhook-made',
    path: '/webhooks',
    act: async (page) => {
      await page.locator('main [name="url"]').fill('http://127.0.65.1:8080/hooks')
      await page.getByRole('button', { name: 'Add webhook' }).click()
      await page.locator('.secret').waitFor()
    },
  },
  { name: 'connections', path: '/connections' },
  { name: 'connection', path: '/connections/:connection' },
  { name: 'connection-code', path: '/connections/:waiting' },
  {
    name: 'connection-new',
    path: '/connections/new',
    act: async (page) => {
      await page.locator('main textarea').fill('auth_id=71000001; sess=deleted; lang=en')
      await page.locator('#cookie-reading dl').waitFor()
    },
  },
  { name: 'team', path: '/team' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-rules', path: '/settings/rules' },
  { name: 'security', path: '/security' },
  { name: 'missing', path: '/no-such-page' },
  { name: 'menu-user', asSeen: true, path: '/accounts', act: (page) => page.locator('.avatar-btn').click() },
  {
    name: 'menu-side',
    asSeen: true,
    path: '/accounts',
    act: (page) => page.evaluate(() => document.querySelector<HTMLElement>('.open-side')?.click()),
  },
  {
    name: 'shortcuts',
    asSeen: true,
    path: '/accounts',
    act: (page) => page.evaluate(() => document.querySelector<HTMLDialogElement>('#shortcuts')?.showModal()),
  },
  { name: 'docs', asSeen: true, path: '/docs', act: (page) => page.getByRole('heading', { name: 'Mooring' }).first().waitFor() },
  { name: 'login', path: '/login', signedOut: true },
  {
    name: 'login-refused',
    path: '/login',
    signedOut: true,
    act: (page) => signIn(page, 'nobody@agency.example', 'not the password'),
  },
  { name: 'login-code', path: '/login', signedOut: true, act: (page) => signIn(page, PIA.email, PIA.password) },
  { name: 'invite', path: '/invite/:invite', signedOut: true },
  { name: 'invite-unknown', path: '/invite/no-such-link', signedOut: true },
  { name: 'missing-signed-out', path: '/no-such-page', signedOut: true },
]

export const CALM: Shot[] = [
  { name: 'overview-calm', path: '/' },
  { name: 'account-fine', path: '/accounts/:stella' },
]

export const NEW: Shot[] = [
  { name: 'first-run', path: '/' },
  { name: 'accounts-empty', path: '/accounts' },
  { name: 'pool-empty', path: '/pool' },
  { name: 'jobs-empty', path: '/jobs' },
  { name: 'keys-empty', path: '/keys' },
]

export const READING: Shot[] = [
  { name: 'first-run-reading', path: '/' },
  { name: 'pool-reading', path: '/pool' },
]

export const UNOWNED: Shot[] = [
  { name: 'setup', path: '/setup/:setup', signedOut: true },
  { name: 'setup-unknown', path: '/setup/no-such-link', signedOut: true },
  { name: 'not-owned', path: '/login', signedOut: true },
]

/** Sends the form with a field as it is; without asking the browser whether that makes sense. */
async function sendUnchecked(page: Page, field: string) {
  const form = page
    .locator('main form')
    .filter({ has: page.locator(field) })
    .first()
  await form.evaluate((element) => element.setAttribute('novalidate', ''))
  await form.locator('button[type="submit"]').first().click()
  await page.locator('.field-error, [role="alert"]').first().waitFor()
}

async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
  await page.locator('[role="alert"], [name="code"]').first().waitFor()
}
