/** A random UUID (v4) for accounts and jobs, which the wire contract names as UUIDs. */
export const newUuid = () => crypto.randomUUID()

/** A sortable id with a prefix that says what it names, for example `usr_0197…`. */
export const newId = (prefix: string) => `${prefix}_${Bun.randomUUIDv7('hex').replaceAll('-', '')}`

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An account id as clients write it: a UUID in any case, perhaps behind `acc_`. Null when it is neither. */
export function accountIdFrom(text: string): string | null {
  const id = (text.startsWith('acc_') ? text.slice(4) : text).toLowerCase()
  return UUID.test(id) ? id : null
}
