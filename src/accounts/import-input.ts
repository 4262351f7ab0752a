import { z } from 'zod'
import { optional, yesOrNo } from '#src/http/fields.ts'
import { COLUMNS } from './csv-columns.ts'

const lineNumber = z.coerce.number().int().min(1).max(1_000_000)

// The form sends an empty one beside the ticked ones, so that "none ticked" is not taken for "all".
const lines = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.preprocess((value) => (Array.isArray(value) ? value.filter((line) => line !== '') : value), z.array(lineNumber).max(10_000)),
)

const MOST_COLUMNS = 200

/** Which of our columns each column of the file is, in the order of the file; empty for one that is left out. */
const columns = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  z
    .array(
      z.preprocess(
        (value) => (value === '' ? null : value),
        z.enum(COLUMNS, `must be one of ${COLUMNS.join(', ')}, or empty`).nullable(),
      ),
    )
    .max(MOST_COLUMNS, `must have at most ${MOST_COLUMNS} entries`)
    .refine((chosen) => chosen.includes('name'), 'must name one column "name"')
    .refine((chosen) => isOnceEach(chosen.filter((column) => column !== null)), 'must not name a column twice'),
)
const isOnceEach = (names: string[]) => new Set(names).size === names.length

/** A file as JSON, as a form with a file or a pasted text, or, with Content-Type text/csv, as it is. */
export const ImportBody = z.union([
  z.string().transform((csv) => ({ csv })),
  z.object({
    csv: optional(z.string()),
    file: z.instanceof(Blob).optional(),
    /** A file that was looked at before. */
    draft: optional(z.string().max(60)),
    columns: columns.optional(),
    /** Only these lines. */
    lines: lines.optional(),
    dry_run: yesOrNo.optional(),
  }),
])
export type ImportBody = z.output<typeof ImportBody>

/** A file sent as it is says in the address what is to be done with it. */
export const ImportQuery = z.object({ dry_run: yesOrNo.optional(), columns: columns.optional() })
export type ImportQuery = z.output<typeof ImportQuery>

export const RejectedQuery = z.object({ columns: columns.optional() })
