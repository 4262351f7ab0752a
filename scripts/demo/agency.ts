/** A made-up account, with what it wishes for its exit. */
export interface DemoAccount {
  name: string
  username: string
  tags: string[]
  country: string | null
}

const NAMES = [
  'Stella Moon',
  'Ivy Rivers',
  'Ruby Lane',
  'Luna Frost',
  'Coral Bay',
  'Hazel Storm',
  'Jade Winters',
  'Willow Hart',
  'Scarlet Dawn',
  'Aurora Vale',
  'Pearl Harbor',
  'Olive Stone',
  'Violet Sky',
  'Amber Fox',
  'Daisy Brook',
  'Juniper Cole',
  'Marina Blue',
  'Poppy Field',
  'Robin Ash',
  'Sable Noir',
  'Sienna Rose',
  'Skye Larkin',
  'Wren Holloway',
  'Zoe Summers',
]

const COUNTRIES = ['US', 'US', 'DE', 'GB', 'FR', 'BR', 'JP', null]
const SHIFTS = ['day', 'night']

/** The 24 accounts of the demo agency, the same every time. */
export const AGENCY: DemoAccount[] = NAMES.map((name, index) => ({
  name,
  username: name.toLowerCase().replace(' ', ''),
  tags: [SHIFTS[index % SHIFTS.length] ?? 'day', ...(index % 6 === 0 ? ['vip'] : [])],
  country: COUNTRIES[index % COUNTRIES.length] ?? null,
}))
