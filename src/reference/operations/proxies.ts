import { z } from 'zod'
import type { Descriptions } from '#src/http/described.ts'
import { JobStarted } from '../shapes/accounts.ts'
import { answer, paged } from '../shapes/common.ts'
import {
  AccountProxy,
  AssignedProxy,
  BulkPlan,
  Check,
  Credentials,
  DisabledProxy,
  FailureHandled,
  FormerExit,
  ManualProxy,
  ParsedLines,
  Preference,
  TestedProxy,
} from '../shapes/proxies.ts'

const tag = 'Proxies'
const preference = {
  tag,
  summary: 'Prefer a country or city, or switch the proxy off',
  about:
    'Names at least one field. Null clears; if one of region and city is named, the other is cleared. It never moves the account. ' +
    'While `proxy_is_active` is false nothing goes out for the account at all.',
  answer: answer(Preference),
  refusals: { 404: 'ACCOUNT_NOT_FOUND' },
}

export const PROXIES: Descriptions = {
  'GET /api/proxy/account/:accountId': {
    tag,
    id: 'getProxy',
    summary: 'Get the proxy of an account',
    about: 'Never with its password.',
    answer: answer(AccountProxy),
    refusals: { 404: 'ACCOUNT_NOT_FOUND' },
  },
  'POST /api/proxy/account/:accountId/assign-auto': {
    tag,
    id: 'assignAuto',
    summary: 'Assign a proxy of the pool',
    about: 'Wishes win over stored preferences, and are hard.',
    answer: answer(AssignedProxy),
    refusals: {
      404: 'ACCOUNT_NOT_FOUND',
      409: 'PROXY_ALREADY_ASSIGNED, ACCOUNT_IN_MANUAL_MODE, ACCOUNT_ARCHIVED, PROXY_CHANGED',
      503: 'NO_PROXY_AVAILABLE, WEBSHARE_UNAVAILABLE',
    },
  },
  'POST /api/proxy/account/:accountId/set-manual': {
    tag,
    id: 'setManual',
    summary: 'Give an account a proxy of your own',
    about:
      'It is tested first; a failed test changes nothing. `proxy_address` and `proxy_port` are needed, or in their place `proxy_line`: ' +
      'one line in any common form. User and password come both or neither.',
    answer: answer(ManualProxy),
    refusals: { 400: 'PROXY_TEST_FAILED', 404: 'ACCOUNT_NOT_FOUND', 409: 'EXIT_IN_USE, ACCOUNT_ARCHIVED, PROXY_CHANGED' },
  },
  'PUT /api/proxy/account/:accountId/preference': { ...preference, id: 'setPreference' },
  'POST /api/proxy/account/:accountId/preference': {
    ...preference,
    id: 'setPreferenceByForm',
    about: 'The same as PUT, for forms.',
  },
  'POST /api/proxy/account/:accountId/disable': {
    tag,
    id: 'disableProxy',
    summary: 'Take the proxy away from an account',
    about: 'Preferences stay.',
    answer: answer(DisabledProxy),
    refusals: { 404: 'ACCOUNT_NOT_FOUND' },
  },
  'POST /api/proxy/account/:accountId/restore': {
    tag,
    id: 'restoreProxy',
    summary: 'Go back to the previous proxy',
    about: 'Within 24 hours, if it answers.',
    answer: answer(AccountProxy),
    refusals: { 400: 'PROXY_TEST_FAILED', 404: 'ACCOUNT_NOT_FOUND', 409: 'NOTHING_TO_RESTORE, EXIT_IN_USE, PROXY_CHANGED' },
  },
  'POST /api/proxy/account/:accountId/handle-failure': {
    tag,
    id: 'handleFailure',
    summary: 'Report that the proxy of an account failed',
    about:
      'The proxy is probed before anything moves. `reassigned` says whether the account has another now; `error` says why not.',
    answer: FailureHandled,
    refusals: { 404: 'ACCOUNT_NOT_FOUND', 503: 'NO_PROXY_AVAILABLE, WEBSHARE_UNAVAILABLE' },
  },
  'POST /api/proxy/account/:accountId/test': {
    tag,
    id: 'testAssigned',
    summary: 'Test the proxy of an account now',
    answer: TestedProxy,
    refusals: { 400: 'PROXY_TEST_FAILED', 404: 'ACCOUNT_NOT_FOUND', 409: 'PROXY_INACTIVE' },
  },
  'GET /api/proxy/account/:accountId/history': {
    tag,
    id: 'listFormerExits',
    summary: 'List the exits an account had',
    answer: paged(FormerExit),
    refusals: { 404: 'ACCOUNT_NOT_FOUND' },
  },
  'GET /api/proxy/account/:accountId/checks': {
    tag,
    id: 'listChecks',
    summary: 'List the checks of the proxy of an account',
    answer: paged(Check),
    refusals: { 404: 'ACCOUNT_NOT_FOUND' },
  },
  'GET /api/proxy/account/:accountId/credentials': {
    tag,
    id: 'getCredentials',
    summary: 'Get the proxy of an account with its password',
    about: 'Sensitive: it is noted in the activity.',
    answer: answer(Credentials),
    refusals: { 404: 'ACCOUNT_NOT_FOUND', 409: 'PROXY_INACTIVE' },
  },
  'POST /api/proxy/test-connectivity': {
    tag,
    id: 'testProxy',
    summary: 'Test any proxy',
    about: 'Stores nothing. The same fields as `set-manual`.',
    answer: TestedProxy,
    refusals: { 400: 'PROXY_TEST_FAILED', 429: 'RATE_LIMITED' },
  },
  'POST /api/proxy/parse': {
    tag,
    id: 'parseProxies',
    summary: 'Read proxies in any common form, line by line',
    about: 'Stores nothing.',
    answer: answer(ParsedLines),
  },
  'POST /api/proxy/bulk': {
    tag,
    id: 'startBulk',
    summary: 'Do something with the proxies of many accounts',
    about:
      'Names either `account_ids` or `filter`. With `dry_run` nothing changes: the answer holds the plan, and so does the job.',
    answer: answer(z.union([BulkPlan, JobStarted])),
    status: 202,
  },
  'POST /api/proxy/assign-missing': {
    tag,
    id: 'assignMissing',
    summary: 'Assign a proxy to every account without one',
    about: 'With `dry_run` nothing changes: the answer holds the plan, and so does the job.',
    answer: answer(z.union([BulkPlan, JobStarted])),
    status: 202,
  },
}
