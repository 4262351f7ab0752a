import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './exit.ts'

/** Reads the options of a command. Throws UsageError for anything it does not know. */
export function readOptions<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message.replace(/\.?$/, '.') : 'Unknown option.', { cause })
  }
}
