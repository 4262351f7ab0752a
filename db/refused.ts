/** The database cannot be used as it is: locked, damaged, or of a newer version. Nothing was changed. Exit code 4. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused'
}
