import { expect, test } from 'bun:test'
import { fieldProblem, fieldWords, withWords } from '#views/field-words.ts'

test('a field is called what its form calls it', () => {
  expect(fieldProblem('proxy_city_preference', 'needs a proxy_region_preference')).toBe('City: needs a Country')
  expect(fieldWords('client_reference_id')).toBe('Your reference')
  expect(fieldWords('tags.2')).toBe('Tags, 3.')
})

test('a field of no form is told in plain words', () => {
  expect(fieldWords('move_limit_account_minutes')).toBe('Move limit account minutes')
  expect(withWords('must be one of direct, backbone')).toBe('must be one of direct, backbone')
})
