import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PeerSettings {
  address: string
  port: number
  username: string | null
  password: string | null
  /** An empty folder for its files. */
  folder: string
}

/** How to start each program that others wrote, in the foreground, leaving from its own address. */
export const COMMANDS = {
  tinyproxy({ address, port, username, password, folder }: PeerSettings) {
    const lines = [`Port ${port}`, `Listen ${address}`, `Bind ${address}`, 'Timeout 20', 'LogLevel Critical', 'MaxClients 50']
    if (username !== null) lines.push(`BasicAuth ${username} ${password}`)
    return ['tinyproxy', '-d', '-c', write(folder, 'tinyproxy.conf', lines)]
  },

  squid({ address, port, username, password, folder }: PeerSettings) {
    const lines = [
      `http_port ${address}:${port}`,
      `tcp_outgoing_address ${address}`,
      'visible_hostname peer.test',
      'cache deny all',
      'access_log none',
      'cache_log /dev/null',
      'netdb_filename none',
      'pinger_enable off',
      'shutdown_lifetime 0 seconds',
      `pid_filename ${join(folder, 'squid.pid')}`,
      `coredump_dir ${folder}`,
      'workers 1',
      // Without its own name for shared memory, two squids of parallel tests collide.
      'memory_cache_shared off',
    ]
    if (username === null) return ['squid', '-N', '-f', write(folder, 'squid.conf', [...lines, 'http_access allow all'])]
    const hash = Bun.password.hashSync(password ?? '', { algorithm: 'bcrypt', cost: 4 })
    const users = write(folder, 'users', [`${username}:${hash}`])
    lines.push(
      `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${users}`,
      'auth_param basic children 1 startup=1',
      'acl known proxy_auth REQUIRED',
      'http_access allow known',
      'http_access deny all',
    )
    return ['squid', '-N', '-f', write(folder, 'squid.conf', lines)]
  },

  danted({ address, port, folder }: PeerSettings) {
    const lines = [
      'logoutput: /dev/null',
      `internal: ${address} port = ${port}`,
      `external: ${address}`,
      'clientmethod: none',
      'socksmethod: none',
      'client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
      'socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }',
    ]
    return ['danted', '-f', write(folder, 'danted.conf', lines), '-p', join(folder, 'danted.pid')]
  },

  microsocks({ address, port, username, password }: PeerSettings) {
    const login = username === null ? [] : ['-u', username, '-P', password ?? '']
    return ['microsocks', '-i', address, '-p', String(port), '-b', address, ...login]
  },
}

function write(folder: string, name: string, lines: string[]) {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o644 })
  return path
}
