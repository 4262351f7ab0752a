import { Html, type PropsWithChildren } from '@elysiajs/html'
import type { AppError } from '#src/http/errors.ts'
import type { RulesState } from '#src/onlyfans/state.ts'
import { paths } from './paths.ts'
import { Card } from './ui/card.tsx'
import { Submit, TextArea } from './ui/form.tsx'
import { Icon } from './ui/icon.tsx'
import { PageHead } from './ui/page-head.tsx'
import { errorAt, FormProblem } from './ui/problems.tsx'
import { Badge, TimeAgo } from './ui/status.tsx'

/** Rules that were entered and refused: what was typed, and why. They are public, so they may stand there again. */
export interface RefusedRules {
  typed: string
  problem: AppError
}

interface CardProps {
  state: RulesState | null
  /** Where rules are asked for, in their order. */
  sources: string[]
  now: number
  refused?: RefusedRules | undefined
}

/** The card as a page by itself. */
export function SigningRulesPage({ children }: PropsWithChildren) {
  return (
    <div>
      <PageHead title="Signing rules" lead="Asked for by themselves; entered by hand where no source has any that work.">
        <a class="btn" href={paths.settings}>
          <Icon name="chevron-left" />
          Settings
        </a>
      </PageHead>
      {children}
    </div>
  )
}

const TARGET = { 'hx-target': '#signing-rules', 'hx-swap': 'outerMorph' }

/** What requests to OnlyFans are signed by, how old it is, and the ways to get newer ones. */
export function SigningRulesCard({ state, sources, now, refused }: CardProps) {
  return (
    <Card id="signing-rules" title="Signing rules" aside="how requests to OnlyFans are signed">
      <InUse state={state} now={now} />
      <div class="row">
        <form method="post" action={paths.refreshSigningRules} hx-post={paths.refreshSigningRules} {...TARGET}>
          <Submit>Ask the sources now</Submit>
        </form>
        {state?.isManual === true && (
          <form method="post" action={paths.withdrawSigningRules} hx-post={paths.withdrawSigningRules} {...TARGET}>
            <Submit>Withdraw the entered rules</Submit>
          </form>
        )}
      </div>
      <details>
        <summary>Sources</summary>
        <ol>
          {sources.map((source) => (
            <li safe>{source}</li>
          ))}
        </ol>
        <p class="muted">Asked in this order. MOORING_RULES_URL changes them.</p>
      </details>
      <details open={refused !== undefined}>
        <summary>Enter rules by hand</summary>
        <form class="stack" method="post" action={paths.signingRules} hx-post={paths.signingRules} {...TARGET}>
          <FormProblem problem={refused?.problem} shown={['rules']} />
          <TextArea
            name="rules"
            label="Rules"
            hint="A rule file as JSON, in any of the published forms. Used until OnlyFans calls it outdated."
            rows={8}
            value={refused?.typed ?? ''}
            error={errorAt(refused?.problem, 'rules')}
          />
          <div>
            <Submit primary>Sign by these</Submit>
          </div>
        </form>
      </details>
    </Card>
  )
}

function InUse({ state, now }: Pick<CardProps, 'state' | 'now'>) {
  if (!state) return <p class="muted">None yet. The sources are asked when a session is first used.</p>
  const { rules, builtAt, isManual, isCurrent } = state
  return (
    <dl class="facts">
      <dt>State</dt>
      <dd>
        {isCurrent ? <Badge tone="ok">In use</Badge> : <Badge tone="bad">OnlyFans calls them outdated</Badge>}
        {rules.outdatedAt !== null && <TimeAgo at={rules.outdatedAt} now={now} />}
      </dd>
      <dt>From</dt>
      <dd safe>{isManual ? 'entered by hand' : rules.source}</dd>
      <dt>Read</dt>
      <dd>
        <TimeAgo at={rules.confirmedAt} now={now} />
      </dd>
      {builtAt !== null && (
        <>
          <dt>OnlyFans' build of</dt>
          <dd>
            <TimeAgo at={builtAt} now={now} />
          </dd>
        </>
      )}
      {rules.rules.revision !== null && (
        <>
          <dt>Revision</dt>
          <dd safe>{rules.rules.revision}</dd>
        </>
      )}
    </dl>
  )
}
