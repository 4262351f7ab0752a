import type { Role } from '#db/schema/team.ts'

/** Nora owns, Mara manages, Omar operates, Vera only looks, Zed is outside: an operator who shares no tag with Stella. */
export const CAST: Record<
  'nora' | 'mara' | 'omar' | 'vera' | 'zed',
  { name: string; email: string; role: Role; tags: string[] }
> = {
  nora: { name: 'Nora Vale', email: 'nora@agency.example', role: 'owner', tags: [] },
  mara: { name: 'Mara Lind', email: 'mara@agency.example', role: 'manager', tags: [] },
  omar: { name: 'Omar Reyes', email: 'omar@agency.example', role: 'operator', tags: ['night'] },
  vera: { name: 'Vera Cole', email: 'vera@agency.example', role: 'viewer', tags: [] },
  zed: { name: 'Zed Stone', email: 'zed@agency.example', role: 'operator', tags: ['elsewhere'] },
}

export const STELLA = { id: '11111111-1111-4111-8111-111111111111', name: 'Stella Moon', tags: ['night'] }
