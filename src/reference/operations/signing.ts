import type { Descriptions } from '#src/http/described.ts'
import { answer } from '../shapes/common.ts'
import { DynamicRules, RulesInUse, RulesStatus, Signed } from '../shapes/signing.ts'

const tag = 'Signing'

export const SIGNING: Descriptions = {
  'GET /v2/dynamic-rules': {
    tag,
    id: 'getDynamicRules',
    summary: 'Get the signing rules in use',
    answer: DynamicRules,
    refusals: { 503: 'RULES_OUTDATED' },
  },
  'GET /v2/dynamic-rules/status': {
    tag,
    id: 'getDynamicRulesStatus',
    summary: 'Tell how old the signing rules are',
    answer: RulesStatus,
    refusals: { 503: 'RULES_OUTDATED' },
  },
  'POST /v2/dynamic-rules/sign': {
    tag,
    id: 'signRequest',
    summary: 'Sign a request',
    about:
      'The endpoint is the path with its query, exactly as it will be sent. Without a time it is now; without a user, nobody.',
    answer: Signed,
    refusals: { 503: 'RULES_OUTDATED' },
  },
  'GET /api/rules': { tag, id: 'getRulesInUse', summary: 'Get where the signing rules come from', answer: answer(RulesInUse) },
  'PUT /api/rules': {
    tag,
    id: 'enterRules',
    summary: 'Enter signing rules',
    about: 'Used in place of those of the sources until OnlyFans calls them outdated.',
    answer: answer(RulesInUse),
  },
  'DELETE /api/rules': {
    tag,
    id: 'withdrawRules',
    summary: 'Go back to the rules of the sources',
    answer: answer(RulesInUse),
    refusals: { 409: 'NO_ENTERED_RULES' },
  },
  'POST /api/rules/refresh': {
    tag,
    id: 'refreshRules',
    summary: 'Ask the sources of signing rules now',
    answer: answer(RulesInUse),
  },
}
