import type { Descriptions } from '#src/http/described.ts'
import { answer, list, nothing } from '../shapes/common.ts'
import { Me, RecoveryCodes, SignedIn, SignIn, TwoFactor, TwoFactorOffer, TwoFactorSetUp } from '../shapes/team.ts'

const tag = 'Sign-in'

export const SIGN_IN: Descriptions = {
  'POST /api/auth/login': {
    tag,
    id: 'signIn',
    summary: 'Sign in',
    about: 'Unknown address and wrong password answer alike. `totp` takes a code of the authenticator app, or a recovery code.',
    answer: answer(SignedIn),
    refusals: { 401: 'UNAUTHORIZED, TOTP_REQUIRED', 429: 'RATE_LIMITED' },
  },
  'POST /api/auth/logout': { tag, id: 'signOut', summary: 'End this sign-in', answer: nothing },
  'POST /api/auth/refresh': { tag, id: 'refreshToken', summary: 'Get a new token for this sign-in', answer: answer(SignedIn) },
  'GET /api/auth/me': { tag, id: 'whoAmI', summary: 'Tell who calls', answer: answer(Me) },
  'POST /api/auth/password': {
    tag,
    id: 'changePassword',
    summary: "Change one's own password",
    about: 'Every other sign-in of the member ends.',
    answer: nothing,
    refusals: { 429: 'RATE_LIMITED' },
  },
  'GET /api/auth/totp': {
    tag,
    id: 'getTwoFactor',
    summary: 'Tell how it stands with two-factor sign-in',
    answer: answer(TwoFactor),
  },
  'POST /api/auth/totp': {
    tag,
    id: 'offerTwoFactor',
    summary: 'Begin to set up two-factor sign-in',
    about: 'Answers the secret for an authenticator app, this once. It counts after the first code.',
    answer: answer(TwoFactorOffer),
    refusals: { 409: 'TOTP_ALREADY_SET_UP', 429: 'RATE_LIMITED' },
  },
  'POST /api/auth/totp/confirm': {
    tag,
    id: 'confirmTwoFactor',
    summary: 'Set up two-factor sign-in with the first code',
    about:
      'Answers the recovery codes, this once. `sign_in` is there when the sign-in opened nothing but the set-up: it takes its place.',
    answer: answer(TwoFactorSetUp),
    refusals: { 409: 'TOTP_NOT_BEGUN', 429: 'RATE_LIMITED' },
  },
  'POST /api/auth/totp/remove': {
    tag,
    id: 'removeTwoFactor',
    summary: 'Remove two-factor sign-in',
    about: 'Every other sign-in of the member ends.',
    answer: nothing,
    refusals: { 409: 'TOTP_NOT_SET_UP', 429: 'RATE_LIMITED' },
  },
  'POST /api/auth/totp/recovery-codes': {
    tag,
    id: 'remakeRecoveryCodes',
    summary: 'Make new recovery codes',
    about: 'In place of all earlier ones.',
    answer: answer(RecoveryCodes),
    refusals: { 409: 'TOTP_NOT_SET_UP', 429: 'RATE_LIMITED' },
  },
  'GET /api/auth/sign-ins': { tag, id: 'listSignIns', summary: "List one's own sign-ins", answer: list(SignIn) },
  'DELETE /api/auth/sign-ins/:id': { tag, id: 'endSignIn', summary: "End one of one's own sign-ins", answer: nothing },
}
