import { z } from 'zod'
import { yesOrNo } from '#src/http/fields.ts'

const emptyToUndefined = (value: unknown) => (value === '' ? undefined : value)

const lineNumber = z.coerce.number().int().min(1).max(1_000_000)

// The form sends an empty one beside the ticked ones, so that "none ticked" is not taken for "all".
const lines = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.preprocess((value) => (Array.isArray(value) ? value.filter((line) => line !== '') : value), z.array(lineNumber).max(10_000)),
)

/** A file as JSON, as a form with a file or a pasted text, or, with Content-Type text/csv, as it is. */
export const ImportBody = z.union([
  z.string().transform((csv) => ({ csv })),
  z.object({
    csv: z.preprocess(emptyToUndefined, z.string().optional()),
    file: z.instanceof(Blob).optional(),
    /** A file that was looked at before. */
    draft: z.preprocess(emptyToUndefined, z.string().max(60).optional()),
    /** Only these lines. */
    lines: lines.optional(),
    dry_run: yesOrNo.optional(),
  }),
])
export type ImportBody = z.output<typeof ImportBody>

/** A file sent as it is says in the address what is to be done with it. */
export const ImportQuery = z.object({ dry_run: yesOrNo.optional() })
export type ImportQuery = z.output<typeof ImportQuery>
