/** Messages that somebody asks for: enough for work by hand, too few to knock on doors with. */
export const SENDING = { name: 'webhook-send', quota: 30, windowMs: 60_000 }
