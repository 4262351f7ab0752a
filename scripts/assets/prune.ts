import { type Selector, transform } from 'lightningcss'

// Basecoat's switches that our pages do not use: they have classes for the same.
const FOREIGN_ATTRIBUTES = new Set(['data-variant', 'data-size', 'data-orientation', 'data-align', 'data-tooltip', 'data-slot'])
const FOREIGN_ROLES = new Set(['switch', 'tablist', 'tabpanel', 'radiogroup', 'menu', 'listbox', 'option'])

/**
 * Leaves out every rule for a class that `known` does not hold: Basecoat brings forty components, and pages use a third of them.
 * What a selector only excludes (`:not(.x)`) does not count.
 */
export function pruned(css: string, known: ReadonlySet<string>): string {
  const { code } = transform({
    filename: 'app.css',
    code: Buffer.from(css),
    minify: true,
    // The values Tailwind itself uses; logical properties and light-dark() are understood by all of these.
    targets: { chrome: 123 << 16, firefox: 128 << 16, safari: (17 << 16) | (5 << 8) },
    visitor: {
      // Answers nothing or "gone", never a changed rule: some colours do not survive the way back.
      Rule: {
        style: (rule) => (rule.value.selectors.some((selector) => isUsed(selector, known)) ? undefined : []),
      },
      Selector: (selector) => (isUsed(selector, known) ? undefined : []),
    },
  })
  return code.toString()
}

function isUsed(selector: Selector, known: ReadonlySet<string>): boolean {
  return selector.every((part) => {
    if (part.type === 'class') return known.has(part.name)
    if (part.type === 'attribute') {
      if (part.name === 'role') return part.operation === undefined || !FOREIGN_ROLES.has(part.operation?.value ?? '')
      return !FOREIGN_ATTRIBUTES.has(part.name)
    }
    if (part.type !== 'pseudo-class' || (part.kind !== 'is' && part.kind !== 'where')) return true
    return part.selectors.some((inner) => isUsed(inner, known))
  })
}
