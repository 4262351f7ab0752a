// As SQLite names them: no room, a disk that fails or went away, a file that may not be written any more.
const NO_WRITES = /^SQLITE_(FULL|IOERR|READONLY)/

/** Whether an error says that the disk takes no writes. What SQLite could not keep, it has taken back whole. */
export function isStorageFault(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  return (typeof code === 'string' && NO_WRITES.test(code)) || (cause !== undefined && isStorageFault(cause))
}
