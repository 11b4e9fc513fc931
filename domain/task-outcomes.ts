import type { TaskRow } from './rows.js';

/** How a person may decide that chasing an item ends. */
export const CHOICES = ['plan', 'agency', 'write-off'] as const;
export type Choice = (typeof CHOICES)[number];

/** What comes of a severe step whose notice the customer never had. */
export const GIVE_NOTICE = 'give notice';
export const LEAVE_OUT = 'leave out';

/** What a person may decide about a task of each kind. An empty list: nothing, it ends by itself when its cause does. */
export const TASK_OUTCOMES = {
  'credit-review': ['approved', 'declined'],
  'order-over-limit': ['release', 'keep held'],
  undelivered: ['send again', 'delivered'],
  refused: ['send again', 'delivered'],
  'unapplied-money': ['done'],
  'prepaid-in-part': ['done'],
  'fix-address': ['corrected', 'done'],
  'message-unknown': ['done'],
  'copy-failed': ['done'],
  'notice-missing': [GIVE_NOTICE, LEAVE_OUT],
  'webhook-failed': ['done'],
  'bad-score': ['done'],
  'payment-unknown': ['collected', 'not collected', 'used up'],
  ours: ['fixed', 'used up'],
  call: ['done', 'not reached'],
  escalation: CHOICES,
  chargeback: ['still owed', 'done'],
  dispute: ['for the customer', 'against the customer'],
  overdue: ['done'],
  'said-to-be-paid': ['found', 'not found'],
  'reply-waiting': ['answered'],
  'cheque-in-the-post': ['arrived', 'not arrived'],
  'cheque-clearing': ['cleared', 'no funds', 'stopped', 'account closed', 'wrong date', 'no signature', 'our fault'],
  'file-claim': ['filed', 'not insolvent'],
  'deposit-cheque': ['deposited', 'given up'],
  'agree-plan': ['done'],
  stuck: [],
} as const satisfies Record<TaskRow['kind'], readonly string[]>;

/** The outcomes that a task of the kind knows. */
export const outcomesOfKind = (kind: string): readonly string[] => (TASK_OUTCOMES as Record<string, readonly string[]>)[kind] ?? [];

/** The outcomes that this task knows: those that the journey names, else those of its kind. */
export const outcomesOf = ({ kind, choices }: Pick<TaskRow, 'kind' | 'choices'>): readonly string[] =>
  choices.length > 0 ? choices : outcomesOfKind(kind);

/** What to say to whom decides it otherwise. */
export function refusedOutcome({ kind, choices }: Pick<TaskRow, 'kind' | 'choices'>): string {
  const outcomes = outcomesOf({ kind, choices });
  return outcomes.length > 0
    ? `This task (${kind}) is not decided so${choices.length > 0 ? ' by the customer’s journey' : ''}. Send one of: ${outcomes.join(', ')}.`
    : `A task of the kind ${kind} ends by itself when its cause does. See to that instead.`;
}
