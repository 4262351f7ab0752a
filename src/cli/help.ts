import type { Command } from './commands.ts'

/** The text of `mooring --help`. */
export function helpText(commands: Record<string, Command>): string {
  const lines = Object.values(commands).map(({ usage, about }) => `  ${usage.padEnd(28)} ${about.split('\n')[0]}`)
  return [
    'Mooring keeps one fixed exit IP for every creator account.',
    '',
    'Usage: mooring [command]',
    '',
    ...lines,
    `  ${'mooring --version'.padEnd(28)} Prints the version.`,
    '',
    'Without a command it serves. It is set up by environment variables; see .env.example.',
    'Exit codes: 0 ok, 1 failed, 2 usage, 3 configuration, 4 database, 5 remote out of reach.',
  ].join('\n')
}
