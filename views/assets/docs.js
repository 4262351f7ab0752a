// The look chosen on the other pages holds here too; without one, that of the system.
const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1]

// Its own colours and smallest buttons fall short of WCAG 2.2 AA (1.4.3, 2.5.8).
const css = `
  .light-mode {
    --scalar-color-2: #5c5c5c; --scalar-color-3: #646464; --scalar-color-green: #00713f; --scalar-color-blue: #0064a3;
    --scalar-color-red: #c00000; --scalar-color-orange: #a83a00; --scalar-color-purple: #6a35b8; --scalar-color-yellow: #7a5a00;
  }
  .dark-mode { --scalar-color-3: #9a9a9a; --scalar-color-red: #ff7272; }
  [data-sidebar-id] button { min-width: 24px; min-height: 24px; }
`

// Nothing of this page may come from, or go to, another server.
window.Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  withDefaultFonts: false,
  customCss: css,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  ...(theme && { forceDarkModeState: theme, hideDarkModeToggle: true }),
  agent: { disabled: true },
  mcp: { disabled: true },
  defaultOpenAllTags: false,
})

// Its buttons that copy have a picture alone.
new MutationObserver(() => {
  for (const button of document.querySelectorAll('.scalar-code-copy:not([aria-label])')) button.ariaLabel = 'Copy'
}).observe(document.body, { childList: true, subtree: true })
