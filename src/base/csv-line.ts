// The wide forms count as well: an East Asian spreadsheet takes them for the same.
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** Whether a spreadsheet would run a cell as a formula. */
export const isFormula = (cell: string) => FORMULA.test(cell)

/** One line of a file. A cell that a spreadsheet would run as a formula gets an apostrophe in front. */
export const csvLine = (cells: (string | number | null)[]) => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const guarded = isFormula(text) ? `'${text}` : text
  return /[",;\r\n\t]/.test(guarded) || guarded !== guarded.trim() ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
