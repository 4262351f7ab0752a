import { DatabaseRefused } from '#db/refused.ts'
import { VERSION } from './boot/version.ts'
import { COMMANDS, type Command } from './cli/commands.ts'
import { EXIT, UsageError } from './cli/exit.ts'
import { helpText } from './cli/help.ts'
import { ConfigError } from './config.ts'

process.exit(await main(Bun.argv.slice(2)))

/** Runs the command that the arguments name and returns the exit code. */
async function main(args: string[]): Promise<number> {
  const [first = 'serve', ...rest] = args
  if (first === '--version' || first === '-v') return print(VERSION)
  if (first === '--help' || first === '-h' || first === 'help') return print(helpText(COMMANDS))
  const isFlag = first.startsWith('-')
  const command = COMMANDS[isFlag ? 'serve' : first]
  try {
    if (!command) throw new UsageError(`There is no command ${JSON.stringify(first)}.`)
    return await run(command, isFlag ? args : rest)
  } catch (error) {
    return refuse(error)
  }
}

function run(command: Command, args: string[]) {
  if (args.includes('--help') || args.includes('-h')) return print(`${command.usage}\n\n${command.about}`)
  return command.run(args)
}

function print(text: string) {
  console.log(text)
  return EXIT.ok
}

function refuse(error: unknown): number {
  if (error instanceof UsageError) return complain(`${error.message} See mooring --help.`, EXIT.usage)
  if (error instanceof ConfigError) return complain(error.message, EXIT.configuration)
  if (error instanceof DatabaseRefused) return complain(error.message, EXIT.database)
  console.error(error)
  return EXIT.failed
}

function complain(sentence: string, code: number) {
  console.error(`mooring: ${sentence}`)
  return code
}
