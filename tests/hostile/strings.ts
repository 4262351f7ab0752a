/**
 * What somebody may try to have stored. Whatever would do something calls `canary()` or asks for `/canary`, here or elsewhere.
 * Letters that do not show are written by their numbers.
 */
export const HOSTILE: readonly string[] = [
  // Elements
  '<script>canary()</script>',
  '<SCRIPT SRC=//canary.test/x.js></SCRIPT>',
  '</title><script>canary()</script>',
  '</textarea><script>canary()</script>',
  '</option></select><img src=/canary>',
  '<!--><script>canary()</script>-->',
  '--><img src=/canary>',
  '<![CDATA[<script>canary()</script>]]>',
  '<b>bold</b><h1>Your session has ended</h1>',
  '<base href=//canary.test/>',
  '<link rel=stylesheet href=/canary>',
  '<meta http-equiv=refresh content="0;url=/canary">',
  '<style>@import "/canary"; * { display: none }</style>',
  '<img src=x onerror=canary()>',
  '<img src=/canary>',
  '<iframe src=/canary></iframe>',
  '<iframe srcdoc="<script>parent.canary()</script>">',
  '<object data=/canary></object><embed src=/canary>',
  '<form action=/canary><button autofocus>Go on',
  '<input autofocus onfocus=canary()>',
  '<details open ontoggle=canary()>',
  '<video src=/canary onerror=canary()>',
  '<template><img src=/canary></template>',
  '<dialog open>Sign in again</dialog>',
  '<plaintext>',
  '<table><tr><td></div></main></body>',
  '<a href=javascript:canary()>Open</a>',
  // Drawings
  '<svg onload=canary()>',
  '<svg><script>canary()</script></svg>',
  '<svg><use href=/canary#x></svg>',
  '<svg><animate onbegin=canary() attributeName=x>',
  '<math><mtext><style><img src=x onerror=canary()>',
  // Out of an attribute
  '" onmouseover="canary()" x="',
  "' autofocus onfocus='canary()",
  '"><img src=x onerror=canary()>',
  "'><img src=x onerror=canary()>",
  '` autofocus onfocus=canary() x=`',
  '" style="position:fixed;inset:0',
  '" hx-get="/canary" hx-trigger="load',
  // htmx, which no policy stops
  '<div hx-get=/canary hx-trigger=load>',
  '<div data-hx-get=/canary hx-trigger=revealed>',
  '<div hx-post=/api/auth/logout hx-trigger=load>',
  '<div hx-trigger="load[canary()]" hx-get=/canary>',
  '<div hx-on:load=canary()>',
  '<div hx-sse:connect=/canary>',
  '<div id=main hx-swap-oob=true>gone</div>',
  '<hx-partial hx-target=body>gone</hx-partial>',
  // Templates
  '{{constructor.constructor("canary()")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be one.
  '${canary()}',
  '<%= canary() %>',
  '#{canary()}',
  // Addresses
  'javascript:canary()',
  'JaVaScRiPt:canary()//',
  'data:text/html,<script>canary()</script>',
  '//canary.test/x',
  'https://canary.test/?q=1&amp=2#x',
  '../../canary',
  // What is escaped already
  '&lt;img src=x onerror=canary()&gt;',
  '&amp;amp; &quot; &#39; &nbsp; &lt',
  '&#60;script&#62;canary()&#60;/script&#62;',
  '%3Cscript%3Ecanary()%3C/script%3E',
  '\\u003cscript\\u003e\\x3c\\n',
  // Fields of streams, headers and JSON
  'event: resync',
  'data: canary: {"toast":{"text":"canary"}}',
  'Set-Cookie: canary=1',
  '__proto__',
  'constructor',
  // Nothing
  'null',
  'undefined',
  'NaN',
  '0',
  'false',
  '[object Object]',
  // Spreadsheets
  '=cmd|" /C calc"!A0',
  '=HYPERLINK("//canary.test","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\uff1d1+1',
  // SQL and patterns
  "'; DROP TABLE accounts; --",
  '%_%',
  '(a+)+$',
  // Directions
  '\u202etxt.evil',
  '\u2066\u202edlrow\u2069 hello',
  '\u0633\u062a\u064a\u0644\u0627 Moon \u05e9\u05dc\u05d5\u05dd',
  // Letters that do not show, pile up or are more than one
  'zero\u200bwidth\u200d\u2060\u00adjoined',
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u034d\u0348\u0349l\u034d\u0356go',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} \u{1f3f4}\u{e0067}\u{e0062}\u{e007f} \u{1f1e9}\u{1f1ea}',
  'one\u2028two\u2029three',
  '\ufdfd\ufdfd\ufdfd\ufdfd\ufdfd\ufdfd\ufdfd\ufdfd',
  '\ufffd\ufffe',
  // Long
  'W'.repeat(100),
  '\u{1d56b}'.repeat(50),
  '\u4e00'.repeat(100),
]

/** What would be stored as nothing that anybody can see or press. */
export const INVISIBLE: readonly string[] = [
  '',
  '   ',
  '\u200b\u200b',
  '\u2060\ufeff',
  '\u202e\u2069',
  '\u0301\u0302',
  '\u3000\u2028',
]
