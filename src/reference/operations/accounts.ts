import { z } from 'zod'
import type { Descriptions } from '#src/http/described.ts'
import { Account, Event, Imported, ImportPreview, Job, JobStarted, JobSummary } from '../shapes/accounts.ts'
import { answer, nothing, paged } from '../shapes/common.ts'
import { Overview } from '../shapes/overview.ts'

const tag = 'Accounts'

const ImportFields = z.object({
  csv: z.string().optional().describe('The text of the file.'),
  columns: z
    .array(z.string().nullable())
    .max(200)
    .optional()
    .describe('Which of our columns each column of the file is; null leaves one out.'),
  draft: z.string().max(60).optional().describe('In its place: a file that was looked at with `dry_run`.'),
  lines: z.array(z.int().min(1)).max(10_000).optional().describe('Only these lines.'),
  dry_run: z.boolean().optional().describe('Look only.'),
})

export const ACCOUNTS: Descriptions = {
  'GET /api/accounts': { tag, id: 'listAccounts', summary: 'List accounts', answer: paged(Account) },
  'POST /api/accounts': { tag, id: 'addAccount', summary: 'Add an account', answer: answer(Account), status: 201 },
  'GET /api/accounts/:id': { tag, id: 'getAccount', summary: 'Get an account', answer: answer(Account) },
  'PATCH /api/accounts/:id': {
    tag,
    id: 'changeAccount',
    summary: 'Change an account',
    about: 'Only the named fields change; null clears. `archived` puts it away, or takes it back.',
    answer: answer(Account),
  },
  'DELETE /api/accounts/:id': {
    tag,
    id: 'deleteAccount',
    summary: 'Delete an account with its secrets',
    answer: nothing,
  },
  'POST /api/accounts/import': {
    tag,
    id: 'importAccounts',
    summary: 'Import accounts from a CSV file',
    about: 'With `dry_run` (in the body, or in the address beside a plain file) every row is told with what is wrong with it.',
    takes: {
      'application/json': ImportFields,
      'text/csv': z.string(),
      'multipart/form-data': ImportFields.extend({ file: z.string().optional().describe('The file itself.') }),
    },
    answer: answer(Imported),
    status: 201,
    also: { status: 200, summary: 'What would be imported', answer: answer(ImportPreview) },
  },
  'GET /api/accounts/export': { tag, id: 'exportAccounts', summary: 'Get accounts as a CSV file', type: 'text/csv' },

  'GET /api/events': {
    tag: 'Activity',
    id: 'listEvents',
    summary: 'List what happened, newest first',
    about: '`type` takes a whole type, or the noun in front of its dot.',
    answer: paged(Event),
  },
  'GET /api/events/export': { tag: 'Activity', id: 'exportEvents', summary: 'Get what happened as a CSV file', type: 'text/csv' },
  'GET /api/overview': {
    tag: 'Activity',
    id: 'getOverview',
    summary: 'Get what needs somebody, and how it goes',
    answer: answer(Overview),
  },
  'GET /api/jobs': {
    tag: 'Jobs',
    id: 'listJobs',
    summary: 'List jobs',
    about: "One's own; managers see all.",
    answer: paged(JobSummary),
  },
  'GET /api/jobs/:id': { tag: 'Jobs', id: 'getJob', summary: 'Get a job with its results', answer: answer(Job) },
  'GET /api/jobs/:id/failed.csv': {
    tag: 'Jobs',
    id: 'exportFailed',
    summary: 'Get what failed in a job as a CSV file',
    type: 'text/csv',
  },
  'POST /api/jobs/:id/pause': {
    tag: 'Jobs',
    id: 'pauseJob',
    summary: 'Pause a job',
    answer: answer(Job),
    refusals: { 409: 'JOB_NOT_PAUSABLE, JOB_PAUSED, JOB_ENDED' },
  },
  'POST /api/jobs/:id/resume': {
    tag: 'Jobs',
    id: 'resumeJob',
    summary: 'Let a paused job go on',
    answer: answer(Job),
    refusals: { 409: 'JOB_NOT_PAUSED' },
  },
  'POST /api/jobs/:id/retry': {
    tag: 'Jobs',
    id: 'retryJob',
    summary: 'Do again what failed in a job',
    answer: answer(JobStarted),
    status: 202,
    refusals: { 409: 'JOB_NOT_ENDED, JOB_NOT_REPEATABLE, NOTHING_FAILED' },
  },
  'POST /api/jobs/:id/cancel': {
    tag: 'Jobs',
    id: 'cancelJob',
    summary: 'Cancel a job',
    about: 'What is done stays done.',
    answer: answer(Job),
    refusals: { 409: 'JOB_ENDED' },
  },
}
