/**
 * Runs work that has to end by a deadline, or when its caller gives up.
 * Unlike `AbortSignal.timeout` its timer ends with the work: thousands of quick tests would else keep theirs for the whole time.
 * @param given the caller's own signal; its reason is passed on. The deadline's reason is a TimeoutError.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  given: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const giveUp = () => controller.abort(given?.reason)
  const timer = setTimeout(() => controller.abort(new DOMException('The deadline has passed', 'TimeoutError')), timeoutMs)
  given?.addEventListener('abort', giveUp)
  if (given?.aborted) giveUp()
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    given?.removeEventListener('abort', giveUp)
  }
}
