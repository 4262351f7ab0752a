import { backup } from './backup.ts'
import { doctor } from './doctor.ts'
import { health } from './health.ts'
import { serve } from './serve.ts'
import { setupLink } from './setup-link.ts'
import { user } from './user.ts'

/** One subcommand. Data goes to standard output, everything else to standard error. */
export interface Command {
  usage: string
  about: string
  /** Returns the exit code. */
  run(args: string[]): Promise<number>
}

/** Every subcommand, in the order of the help. */
export const COMMANDS: Record<string, Command> = { serve, 'setup-link': setupLink, user, health, backup, doctor }
