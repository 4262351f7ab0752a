import { isIPv6 } from 'node:net'
import { NetFailure } from './failure.ts'

/**
 * What a refused connection really was. Bun reports ECONNREFUSED also when the machine has no route to the address or no
 * file descriptor left, and a proxy may not be blamed for that. Connecting a UDP socket sends no packet, but the kernel
 * answers truthfully whether it could.
 */
export async function confirmRefusal(failure: unknown, address: string, port: number): Promise<unknown> {
  if (!(failure instanceof NetFailure && failure.failure === 'refused')) return failure
  try {
    const probe = await Bun.udpSocket({ hostname: isIPv6(address) ? '::' : '0.0.0.0', connect: { hostname: address, port } })
    probe.close()
    return failure
  } catch (cause) {
    return new NetFailure('local_problem', undefined, { cause })
  }
}
