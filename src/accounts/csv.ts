import { CsvError, parse } from 'csv-parse/sync'
import { isFormula } from '#src/base/csv-line.ts'
import { invalid } from '#src/http/errors.ts'
import { type Column, columnOf } from './csv-columns.ts'

const MAX_ROWS = 10_000
const MAX_RECORD_CHARACTERS = 100_000

/** A row of a file, by the number of its (last) line. */
export interface CsvRow {
  line: number
  cells: Partial<Record<Column, string>>
}

/** Which of our columns each column of a file is, by position; null for one that is left out. */
export type Mapping = (Column | null)[]

interface Table {
  header: string[]
  /** What the header names by itself. */
  named: Mapping
  /** A list of names, one a line. */
  isHeadless: boolean
  records: { line: number; cells: string[] }[]
  skipped: number
}

/**
 * Reads a file of accounts: with or without BOM, comma, semicolon or tab, quotes, any order of columns. A file of one column
 * without a header is a list of names. Throws 400 when it is no such file.
 * @param mapping what somebody chose instead of what the header says.
 */
export function readCsv(text: string, mapping: Mapping | null = null): CsvRow[] {
  const { named: ownNames, isHeadless: looksHeadless, records, skipped } = tableIn(text)
  const isHeadless = looksHeadless && mapping === null
  const columns = mapping ?? ownNames
  if (!isHeadless && !columns.includes('name')) throw invalid('csv', 'needs a header line with a column "name"')
  const rows = isHeadless ? records : records.slice(1)
  if (rows.length === 0) throw invalid('csv', 'has a header but no rows')
  if (rows.length > MAX_ROWS) throw invalid('csv', `has more than ${MAX_ROWS} rows`)
  return rows.map(({ line, cells }) => ({ line: line + skipped, cells: named(cells, isHeadless ? ['name'] : columns) }))
}

/** A column of a file, to be chosen for. */
export interface HeaderCell {
  /** As the file has it, or its number: a first line that is no header may hold a password. */
  header: string
  column: Column | null
}

/** The columns of a file with what each is taken for; empty for a list of names. Throws 400 when it is no file. */
export function headersIn(text: string, mapping: Mapping | null = null): HeaderCell[] {
  const { header, named: ownNames, isHeadless } = tableIn(text)
  if (isHeadless && mapping === null) return []
  const isHeader = ownNames.some((column) => column !== null) || header.every((cell) => WORDS.test(cell))
  return header.map((cell, index) => ({
    header: isHeader && HEADER.test(cell) ? cell : `Column ${index + 1}`,
    column: (mapping ?? ownNames)[index] ?? null,
  }))
}

const WORDS = /^\p{L}[\p{L} _-]{0,39}$/u
const HEADER = /^[\p{L}\p{N} _.#()/-]{1,60}$/u

function tableIn(text: string): Table {
  const { body, separator, skipped } = separated(text.replace(/^\uFEFF/, ''))
  const records = recordsIn(body, separator)
  const [header] = records
  if (!header) throw invalid('csv', 'has no rows')
  const ownNames = header.cells.map(columnOf)
  const isHeadless = ownNames.every((column) => column === null) && records.every(({ cells }) => cells.length === 1)
  return { header: header.cells, named: ownNames, isHeadless, records, skipped }
}

function recordsIn(body: string, delimiter: string): { line: number; cells: string[] }[] {
  try {
    const records = parse(body, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: MAX_RECORD_CHARACTERS,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records
      .map(({ record, info }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw invalid('csv', `cannot be read near line ${String(error.lines ?? '?')}: a quote does not fit, or a row is too long`)
  }
}

// Excel writes `sep=;` above the header; else the separator that the first line has most of.
function separated(text: string) {
  const said = /^sep=([,;\t])\r?\n/.exec(text)
  if (said?.[1]) return { body: text.slice(said[0].length), separator: said[1], skipped: 1 }
  const [first = ''] = text.trimStart().split(/\r\n|\r|\n/, 1)
  const unquoted = first.replace(/"[^"]*"/g, '')
  const count = (separator: string) => unquoted.split(separator).length
  const [separator = ','] = [',', ';', '\t'].sort((a, b) => count(b) - count(a))
  return { body: text, separator, skipped: 0 }
}

function named(cells: string[], columns: Mapping): CsvRow['cells'] {
  const row: CsvRow['cells'] = {}
  for (const [index, column] of columns.entries()) {
    const cell = cells[index]
    if (column && cell) row[column] = unguarded(cell)
  }
  return row
}

// What our own export put in front of a cell is not part of it.
const unguarded = (cell: string) => (cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell)
