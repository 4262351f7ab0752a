// Niceties only: every link and form works without this script. All listeners sit on the document, so that nothing
// needs to be set up again when a part of the page is replaced.
import './bulk.ts'
import './confirm.ts'
import './copy.ts'
import './dialogs.ts'
import './live.ts'
import './navigate.ts'
// After those that move the focus on purpose.
import './focus.ts'
import './refusals.ts'
import './shortcuts.ts'
import './theme.ts'
import './toast.ts'
// Last, when all of the above listen.
import './start.ts'
