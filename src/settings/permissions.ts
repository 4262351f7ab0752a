/** What a connection may be used for (API.md section 4). */
export const PERMISSIONS = [
  'analytics:read',
  'earnings:read',
  'lists:read',
  'lists:write',
  'messages:read',
  'messages:write',
  'notifications:read',
  'posts:read',
  'posts:write',
  'profile:read',
  'profile:write',
  'promotions:read',
  'promotions:write',
  'subscribers:read',
  'subscribers:write',
  'subscriptions:read',
  'users:write',
  'vault:read',
  'vault:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]
