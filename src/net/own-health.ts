/**
 * Asks the Mooring that runs on this machine whether it is ready. Only ever given our own address, never one from outside.
 * @param timeoutMs for the whole answer.
 */
export async function isReady(url: URL, timeoutMs: number): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'manual',
      proxy: false,
    } as unknown as RequestInit)
    return answer.status === 200
  } catch {
    return false
  }
}
