import { Html } from '@elysiajs/html'
import { Card, Problem, Stat } from '#views/ui/card.tsx'
import { Step, Steps } from '#views/ui/checklist.tsx'
import { Tabs } from '#views/ui/chips.tsx'
import { DrawerBody } from '#views/ui/drawer.tsx'
import { Flag } from '#views/ui/flag.tsx'
import { Check, Choice, Field, Submit, TextArea } from '#views/ui/form.tsx'
import { Icon } from '#views/ui/icon.tsx'
import { PageHead } from '#views/ui/page-head.tsx'
import { ProgressBox } from '#views/ui/progress.tsx'
import { Alert, Badge, ErrorBox } from '#views/ui/status.tsx'
import { Strip } from '#views/ui/strip.tsx'
import { Empty, Pager, Table } from '#views/ui/table.tsx'
import { checksOf, PEOPLE } from './people.ts'

export function FirstRun() {
  return (
    <div class="narrow">
      <PageHead title="Get your accounts moored" lead="Four steps, about five minutes. You can leave and come back." />
      <Steps>
        <Step state="done" title="Owner account created" text="jo@example.com, two-factor on" />
        <Step
          state="current"
          title="Sync your Webshare pool"
          text="Key ends in 9f2c. We only read the proxy list; we never buy or change anything."
        >
          <ProgressBox title="Reading page 3 of 4" text="256 of 340 proxies" done={256} total={340}>
            <p class="row muted">
              12 countries and 41 cities so far
              {['US', 'DE', 'GB', 'FR', 'ES'].map((code) => (
                <Flag code={code} small />
              ))}
            </p>
          </ProgressBox>
        </Step>
        <Step state="later" title="Add accounts" text="Paste names, import a CSV, or connect one now.">
          <div class="row">
            <a class="btn small" href="#one">
              <Icon name="plus" />
              Add one
            </a>
            <a class="btn small" href="#csv">
              <Icon name="upload" />
              Import CSV
            </a>
            <a class="btn small ghost" href="#sample">
              Load sample data
            </a>
          </div>
        </Step>
        <Step state="later" title="Give every account its own IP" text="One click. You can change any of them later." />
      </Steps>
    </div>
  )
}

export function NothingYet() {
  return (
    <div>
      <PageHead title="Accounts" lead="No accounts yet." />
      <Empty
        icon="anchor"
        title="Nothing moored yet"
        hint="Add one account, paste a list, or import a CSV. Each one gets its own IP from your pool of 100."
      >
        <a class="btn primary" href="#add">
          <Icon name="plus" />
          Add account
        </a>
        <a class="btn" href="#csv">
          <Icon name="upload" />
          Import CSV
        </a>
      </Empty>
    </div>
  )
}

export function Pieces() {
  const [mila] = PEOPLE
  return (
    <div>
      <PageHead title="Mila Frost" lead="Moored to Berlin since 3 Nov." />
      <Tabs
        label="Parts"
        tabs={[
          { label: 'Exit', href: '#exit', current: true },
          { label: 'Checks', href: '#checks', current: false },
          { label: 'History', href: '#history', current: false },
        ]}
      />
      <Problem title="No answer from 192.0.2.45 since 02:14" text="Three checks in a row failed. 7 IPs are free in Berlin.">
        <button class="btn primary" type="button">
          Replace with another Berlin IP
        </button>
        <button class="btn" type="button">
          Test again
        </button>
      </Problem>
      <Problem tone="warn" title="Webshare password changed" text="Nothing moves. The next sync reads the new one." />
      <div class="counts">
        <Stat value={340} label="IPs in the pool" />
        <Stat value={61} label="in use" />
        <Stat value="93.8 %" label="answered today" />
      </div>
      <div class="columns">
        <Card id="exit" title="Exit" aside="checked 41 s ago">
          {mila !== undefined && <Strip checks={checksOf(mila, 90)} label="Last 90 checks" />}
          <dl class="facts">
            <dt>Place</dt>
            <dd>
              <Flag code="DE" decorative /> Berlin, Germany
            </dd>
            <dt>IP</dt>
            <dd>
              <code>192.0.2.45</code>
            </dd>
          </dl>
        </Card>
        <Card id="own" title="Own proxy">
          <form class="stack" method="post" action="#own">
            <Field name="line" label="Proxy" hint="In any common form." error="The port is missing." value="192.0.2.45" />
            <Choice name="country" label="Country" options={[{ value: 'DE', label: 'Germany, 15 free' }]} />
            <TextArea name="note" label="Note" />
            <Check name="auto" label="Move by itself when the IP dies" checked />
            <div class="row">
              <Submit primary>Save</Submit>
              <Submit danger>Remove</Submit>
              <button class="btn ghost" type="button">
                Cancel
              </button>
            </div>
          </form>
        </Card>
      </div>
      <Alert tone="ok">Saved.</Alert>
      <Alert tone="warn">It works once, and it is shown only now.</Alert>
      <Alert>For your information.</Alert>
      <ErrorBox
        message="Some fields are missing or invalid"
        details={[{ path: 'name', message: 'is required' }]}
        requestId="req_1"
      />
      <Table caption="Events" columns={['When', 'What', { label: 'Latency', number: true }]}>
        <tr>
          <td>2 min ago</td>
          <td>
            <a href="#mila">Mila Frost</a> <Badge>you</Badge> <Badge tone="warn">disabled</Badge>
          </td>
          <td class="number">182 ms</td>
        </tr>
      </Table>
      <Pager shown={50} total={340} next="#next" />
    </div>
  )
}

export function SignIn() {
  return (
    <section class="card">
      <form class="stack" method="post" action="#in">
        <h1>Sign in</h1>
        <Field name="email" label="E-mail address" type="email" />
        <Field name="password" label="Password" type="password" />
        <div>
          <Submit primary>Sign in</Submit>
        </div>
      </form>
    </section>
  )
}

export function InDrawer() {
  return (
    <DrawerBody title="Mila Frost" lead="Moored to Berlin">
      <Problem title="No answer since 02:14" text="7 IPs are free in Berlin.">
        <button class="btn primary small" type="button">
          Replace IP
        </button>
      </Problem>
      <Card id="in-drawer" title="Exit">
        <p>192.0.2.45</p>
      </Card>
    </DrawerBody>
  )
}
