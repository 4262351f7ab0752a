declare module '*.css' {
  const text: string
  export default text
}

declare module '*.svg' {
  const text: string
  export default text
}

declare module '*.woff2' {
  const path: string
  export default path
}

declare module '*.ico' {
  const path: string
  export default path
}

declare module '*.br' {
  const path: string
  export default path
}

declare module '*.bin' {
  const path: string
  export default path
}

declare module 'htmx.org/dist/*' {
  const text: string
  export default text
}

declare module '*/built/ui.js' {
  const text: string
  export default text
}

declare module '*/assets/docs.js' {
  const text: string
  export default text
}
