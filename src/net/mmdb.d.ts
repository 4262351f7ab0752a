/** A file that the compiled binary carries; the import gives its path. */
declare module '*.mmdb' {
  const path: string
  export default path
}
