declare module '*.css' {
  const text: string
  export default text
}

declare module 'htmx.org/dist/*' {
  const text: string
  export default text
}

declare module '*/assets/app.js' {
  const text: string
  export default text
}
