import { continents, countries, type ICountry } from 'countries-list'
import { z } from 'zod'

// In the list, but not assigned by ISO 3166-1: Ascension, Tristan da Cunha, Kosovo.
const NOT_ASSIGNED = new Set(['AC', 'TA', 'XK'])
const KNOWN = new Map<string, ICountry>(Object.entries(countries).filter(([code]) => !NOT_ASSIGNED.has(code)))
// Letters that Unicode does not take apart into a base and a mark.
const PLAIN: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i' }

/** Whether this is an assigned ISO 3166-1 alpha-2 code, in upper case. */
export const isCountry = (code: string): boolean => KNOWN.has(code)

/** The English name of a country; the code itself when it is not an assigned one. */
export const countryName = (code: string): string => KNOWN.get(code)?.name ?? code

/** The name of a country's continent, for example "North America"; empty when the code is not an assigned one. */
export function regionName(code: string): string {
  const country = KNOWN.get(code)
  return country ? continents[country.continent] : ''
}

/** A country code as people write it, in the form we store: upper case, `UK` as `GB`. Null when it is not an assigned one. */
export function normaliseCountry(text: string): string | null {
  const upper = text.trim().toUpperCase()
  const code = upper === 'UK' ? 'GB' : upper
  return isCountry(code) ? code : null
}

/** A country in a request. */
export const countryField = z
  .string({ error: 'must be a country code' })
  .transform((text) => normaliseCountry(text) ?? '')
  .refine((code) => code !== '', 'must be an ISO 3166-1 alpha-2 country code')

/** A city's name for comparing: without case, accents, spaces and punctuation, so `São Paulo` equals `sao-paulo`. */
export function foldCity(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]/gu, '')
}
