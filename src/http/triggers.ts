/** The name of a browser event, or several with their details. */
export type Events = string | Record<string, object>

/**
 * The value of `HX-Trigger` that has a page hear of events and say a success; null when there is neither. Headers carry ASCII, so
 * other letters are escaped.
 */
export function triggerOf(events: Events | undefined, toast?: string): string | null {
  if (toast === undefined && (events === undefined || typeof events === 'string')) return events ?? null
  const named = typeof events === 'string' ? { [events]: {} } : events
  return JSON.stringify({ ...named, ...(toast !== undefined && { toast: { text: toast } }) }).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
