import { z } from 'zod';
import { isBusinessDay } from '../../business-days.js';
import { addDays, addMonths, dateAt, type LocalDate, nextDayOfMonth } from '../../calendar.js';
import { ENCLOSURES, WAYS } from '../../effects/effect.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { tellStatement } from './tell.js';
import { words } from './words.js';

/** The most invoices that one statement lists. */
const LISTED = 250;

const schema = z.strictObject({
  /** Each month: on a day of it, the last where it has no such day; or on its last business day. */
  at: z.union([z.strictObject({ dayOfMonth: z.int().min(1).max(31) }), z.strictObject({ lastBusinessDay: z.literal(true) })], {
    error: 'Expected a day of each month, { dayOfMonth: 5 }, or { lastBusinessDay: true }.',
  }),
  statement: z.strictObject({
    send: nameSchema,
    by: z.array(z.enum(WAYS)).min(1).optional(),
    with: z.array(z.enum(ENCLOSURES)).min(1).optional(),
  }),
});
export type StatementConfig = z.infer<typeof schema>;

/**
 * Tells an account once a month of all that is open: in one message, with what is disputed, promised or held marked, and the instalments of a plan that runs
 * in place of its invoices. A month in which nothing is open has
 * none, and says why. Stands as long as the account does.
 */
export const statement = stageType<StatementConfig>({
  lanes: ['account'],
  schema,
  outcomes: [],
  words,
  stepNames: ({ statement: { send } }) => [send],
  plan: planStatement,
  tell: tellStatement,
});

function planStatement(input: PlanInput<StatementConfig>): Plan {
  const { config, token, view, now, zone, contact, done } = input;
  const account = view.account(token.subject);
  if (!account) return {};
  const today = dateAt(now, zone);
  const day = dayOf({ month: today, input });
  const last = day <= today ? day : dayOf({ month: addMonths(firstOf(today), -1), input });
  const next = dayOf({ month: addMonths(firstOf(last), 1), input });
  const nextAt = sendTime({ date: next, contact, zone });
  const step = config.statement.send;
  const of = { subject: account.id, step, occurrence: monthOf(last) };
  const at = sendTime({ date: last, contact, zone });
  const rest = { wakeAt: nextAt };
  const known = done(of);
  // Before the account had its lane, or known already to have had nothing to tell. What is under way may come to nothing by a hold: it is proposed still.
  if (at < token.enteredAt || known?.underWay === false || token.data.nothingOpen === of.occurrence) return rest;
  if (at > now) return { wakeAt: at };
  const items = view.openAskedOf(account.id)?.filter((item) => !view.isOutOfOurHands(item));
  if (!items) return { wakeAt: now };
  // Whatever holds the account holds its statement back until it ends: that is not for nothing being open.
  if (items.length === 0 && view.activeHolds(account.id, 'reminders').length === 0)
    return { ...rest, data: { nothingOpen: of.occurrence }, reasons: [{ about: account.id, code: 'nothing-open', params: { step } }] };
  const proposed: ProposedStep = {
    ...of,
    at,
    lapsesAt: nextAt,
    lapse: 'overtaken',
    paced: true,
    afterHold: true,
    stoppedBy: 'reminders',
    act: {
      do: 'send',
      template: step,
      purpose: 'statement',
      ...(config.statement.with && { enclosed: config.statement.with }),
      itemIds: items.slice(0, LISTED).map(({ id }) => id),
      ...(config.statement.by && { by: config.statement.by }),
    },
  };
  return { ...rest, steps: [proposed] };
}

/** Months are counted from January 1970, so that each has its own statement in whatever journey. */
const monthOf = (date: LocalDate): number => (Number(date.slice(0, 4)) - 1970) * 12 + Number(date.slice(5, 7)) - 1;

const firstOf = (date: LocalDate): LocalDate => `${date.slice(0, 8)}01`;

/** The day of the statement in the month of a date. */
function dayOf({ month, input: { config, view, contact } }: { month: LocalDate; input: PlanInput<StatementConfig> }): LocalDate {
  if ('dayOfMonth' in config.at) return nextDayOfMonth(firstOf(month), config.at.dayOfMonth);
  let day = nextDayOfMonth(firstOf(month), 31);
  while (!isBusinessDay({ date: day, country: view.customer.country, closed: contact.closed })) day = addDays(day, -1);
  return day;
}
