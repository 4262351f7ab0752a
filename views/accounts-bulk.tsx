import { Html } from '@elysiajs/html'
import type { AccountsProps } from './accounts.tsx'
import { paths } from './paths.ts'
import { BulkBar } from './ui/bulk-bar.tsx'
import { Icon, type IconName } from './ui/icon.tsx'
import { Menu } from './ui/menu.tsx'

/** The form that the boxes of the rows belong to: a form around the table could hold no other forms. */
export const BULK = 'bulk'

interface Action {
  action: string
  label: string
  icon?: IconName
  danger?: boolean
}

const ACTIONS: Action[] = [
  { action: 'assign', label: 'Auto-assign', icon: 'wand-sparkles' },
  { action: 'replace', label: 'Replace IP', icon: 'shuffle' },
  { action: 'test', label: 'Test', icon: 'zap' },
]
const MORE: Action[] = [
  { action: 'switch_on', label: 'Switch on', icon: 'play' },
  { action: 'switch_off', label: 'Switch off', icon: 'pause' },
  { action: 'restore', label: 'Put back the old IP', icon: 'undo-2' },
]

const ON_ACCOUNTS: Action[] = [
  { action: 'archive', label: 'Archive' },
  { action: 'delete', label: 'Delete for good' },
]

/** What can be done with the ticked accounts; each leads to a plan first. "Select all" stands for all that match the filter, on all pages. */
export function AccountsBulk({ filter, total, may }: AccountsProps) {
  const { sort: _, ...matching } = filter
  const query = new URLSearchParams(
    Object.entries({ archived: 'false', ...matching }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  )
  return (
    <>
      <form
        id={BULK}
        hidden
        method="post"
        action={paths.api.bulk}
        hx-post={paths.api.bulk}
        hx-target="#dialog-body"
        hx-swap="innerHTML"
      >
        <input type="hidden" name="dry_run" value="true" />
      </form>
      <BulkBar group={BULK} matching={total} all={{ name: 'filter', value: query.toString() }}>
        {ACTIONS.map((action) => (
          <Button {...action} />
        ))}
        {may.write ? <TagMenu /> : ''}
        <Button action="disable" label="Take exits away" danger />
        <Menu id="bulk-more" label="More for the selected accounts">
          {[...MORE, ...(may.write ? ON_ACCOUNTS : [])].map((action) => (
            <Button {...action} inMenu />
          ))}
        </Menu>
      </BulkBar>
    </>
  )
}

function Button({ action, label, icon, danger, inMenu }: Action & { inMenu?: boolean }) {
  return (
    <button type="submit" class={inMenu ? undefined : ['btn small', danger && 'danger']} form={BULK} name="action" value={action}>
      {icon !== undefined && <Icon name={icon} />}
      <span safe>{label}</span>
    </button>
  )
}

function TagMenu() {
  return (
    <>
      <button type="button" class="btn small" popovertarget="bulk-tags">
        <Icon name="tag" />
        Tags
      </button>
      <div id="bulk-tags" class="menu" popover="auto">
        <TagField name="add_tags" label="Tags to add" />
        <TagField name="remove_tags" label="Tags to take away" />
        <Button action="tag" label="Change tags" />
      </div>
    </>
  )
}

function TagField({ name, label }: { name: string; label: string }) {
  return (
    <label class="field">
      <span class="label" safe>
        {label}
      </span>
      <input name={name} form={BULK} maxlength="400" autocomplete="off" />
    </label>
  )
}
