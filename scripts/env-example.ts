import { VARIABLES } from '#src/config.ts'

interface Described {
  about: string
  takes: string
  default?: string
  secret?: boolean
  alias?: string
}

/** The text of `.env.example`: every variable with what it is for and its default. */
export function envExample(): string {
  const head = [
    '# Settings of Mooring. Every line is a comment: take the # away from those you want to change.',
    '# A secret can also come from a file: the same name with _FILE.',
    '# Read from here when started from source; give them to the binary by its environment (systemd, Docker, your shell).',
  ]
  const entries = Object.entries(VARIABLES as Record<string, Described>).map(
    ([name, { about, takes, alias, secret, default: usual }]) =>
      [
        `# ${about}`,
        `# Takes ${takes}.${alias ? ` ${alias} is read too.` : ''}${secret ? ` Or ${name}_FILE.` : ''}`,
        `#${name}=${usual ?? ''}`,
      ].join('\n'),
  )
  return `${head.join('\n')}\n\n${entries.join('\n\n')}\n`
}

if (import.meta.main) await Bun.write('.env.example', envExample())
