import type { Descriptions } from '#src/http/described.ts'
import { Settings } from '../shapes/accounts.ts'
import { answer, list, nothing } from '../shapes/common.ts'
import { Invite, Key, Member, NewKey, SentInvite } from '../shapes/team.ts'

const tag = 'Team'

export const TEAM: Descriptions = {
  'GET /api/team': { tag, id: 'listMembers', summary: 'List members', answer: list(Member) },
  'PATCH /api/team/:id': {
    tag,
    id: 'changeMember',
    summary: 'Change a member',
    about: 'A new role, or being disabled, ends their sign-ins.',
    answer: answer(Member),
    refusals: { 409: 'LAST_OWNER' },
  },
  'DELETE /api/team/:id': {
    tag,
    id: 'removeMember',
    summary: 'Remove a member with their sign-ins and keys',
    answer: nothing,
    refusals: { 409: 'LAST_OWNER' },
  },
  'POST /api/team/:id/password-link': {
    tag,
    id: 'offerNewPassword',
    summary: 'Make a link with which a member sets a new password',
    answer: answer(SentInvite),
    status: 201,
  },
  'POST /api/team/:id/reset-totp': {
    tag,
    id: 'resetTwoFactor',
    summary: 'Take two-factor sign-in away from a member who lost it',
    answer: nothing,
    refusals: { 409: 'TOTP_NOT_SET_UP' },
  },
  'GET /api/team/invites': { tag, id: 'listInvites', summary: 'List open invitations', answer: list(Invite) },
  'POST /api/team/invites': {
    tag,
    id: 'invite',
    summary: 'Invite somebody',
    about: 'The link works once, for 48 hours, and is told only here.',
    answer: answer(SentInvite),
    status: 201,
    refusals: { 409: 'ALREADY_A_MEMBER' },
  },
  'DELETE /api/team/invites/:id': { tag, id: 'withdrawInvite', summary: 'Withdraw an invitation', answer: nothing },

  'GET /api/keys': { tag: 'API keys', id: 'listKeys', summary: 'List API keys', answer: list(Key) },
  'POST /api/keys': {
    tag: 'API keys',
    id: 'makeKey',
    summary: 'Make an API key',
    about: 'It can do no more than whoever makes it. Its text is told only here.',
    answer: answer(NewKey),
    status: 201,
  },
  'DELETE /api/keys/:id': { tag: 'API keys', id: 'revokeKey', summary: 'Revoke an API key', answer: nothing },

  'GET /api/settings': { tag: 'Settings', id: 'getSettings', summary: 'Get the settings', answer: answer(Settings) },
  'PATCH /api/settings': { tag: 'Settings', id: 'changeSettings', summary: 'Change settings', answer: answer(Settings) },
}
