import { z } from 'zod';
import { dateAt, type LocalDate } from '../../calendar.js';
import type { Report } from '../../facts.js';
import { nameSchema } from '../../journey/long-form.js';
import { attemptTaskId } from '../../ledger/booking/charges.js';
import { openedTask } from '../../opened-task.js';
import { nextRetry } from '../../retries/next-retry.js';
import type { AttemptRow, Change, ChargeRow, ReasonClass, TaskRow } from '../../rows.js';
import { endOfLimit, limitSchema } from '../../span.js';
import type { View } from '../../view.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { planReturnedCheque, returnedSchema } from './returned-cheque.js';
import { tellFailureHandling } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /**
   * Days between the tries where a retry is allowed at all; without them each reason has its own schedule, and `upTo` says how often a method is tried again
   * at most, and until when after its first try.
   */
  retry: z
    .union(
      [
        z.strictObject({ days: z.array(z.int().min(1).max(60)).min(1).max(15) }),
        z.strictObject({ upTo: z.strictObject({ times: z.int().min(1).max(15), days: z.int().min(1).max(60) }) }),
      ],
      { error: 'Expected { days: [3, 5, 7] }, or { upTo: { times: 4, days: 14 } } with the days of each reason.' },
    )
    .optional(),
  /** How long the customer is given to find another way to pay, where only that helps. */
  ask: z.strictObject({ within: limitSchema }).default({ within: { days: 5 } }),
  /** Templates of the messages by what the customer should hear; those of the product by default. */
  tell: z
    .strictObject({ funds: nameSchema, method: nameSchema, bank: nameSchema, generic: nameSchema, ours: nameSchema })
    .partial()
    .default({}),
  /** Said aloud what holds anyway: a fault of ours is apologised for, and counts nothing against the customer. */
  ours: z.strictObject({ apologise: z.literal(true) }).optional(),
  /** What follows when the bank returns a cheque, by its reason. */
  returned: returnedSchema,
});
export type FailureHandlingConfig = z.infer<typeof schema>;

/** What the customer hears, by class; null: nothing (yet). `generic` discloses nothing, as networks ask for suspected fraud. */
const WORDS: Record<ReasonClass, keyof FailureHandlingConfig['tell'] | null> = {
  soft_funds: 'funds',
  soft_limit: 'bank',
  soft_unknown: 'bank',
  technical_network: null,
  technical_ours: 'ours',
  outcome_unknown: null,
  fix_data: 'method',
  authentication: 'method',
  hard_instrument: 'method',
  hard_mandate: 'method',
  hard_fraud: 'generic',
  reversal: null,
  party: null,
};

/**
 * Handles a failed charge by its reason: tells the customer once in words that fit, retries where that can help, asks for another method where
 * only that can, apologises and asks us where the fault was ours. Plans once for a charge; its items wait for it together. So it does with a cheque that the
 * bank returned, as the journey says of its reason. Outcome: used up.
 */
export const failureHandling = stageType<FailureHandlingConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['used up'],
  words,
  plan: planFailure,
  tell: tellFailureHandling,
  question: 'Whose payment failed and is being handled?',
});

function planFailure(input: PlanInput<FailureHandlingConfig>): Plan {
  const charge = input.view.chargesOf(input.token.subject).at(-1);
  const cheque = input.view.chequesOf(input.token.subject).findLast(({ status }) => status !== 'cleared');
  if (cheque && !(charge?.status === 'open' && charge.startedAt > (cheque.endedAt ?? cheque.depositedAt)))
    return planReturnedCheque({ ...input, cheque });
  if (charge?.status !== 'open') return { outcome: 'used up' };
  const plan = planCharge({ charge, ...input });
  return leaderOf({ charge, view: input.view }) === input.token.subject
    ? plan
    : { ...plan, steps: [], changes: [], reports: [], reasons: [] };
}

/** The item that plans for all of the charge: the first that is open, if it can be one of which an insolvency lets us speak. */
function leaderOf({ charge, view }: { charge: ChargeRow; view: View }): string | undefined {
  const open = charge.itemIds.flatMap((id) => view.item(id) ?? []).filter((item) => item.open > 0);
  const cutOff = view.cutOff();
  return (open.find(({ issuedOn }) => cutOff === undefined || issuedOn >= cutOff) ?? open[0])?.id;
}

function planCharge({
  config,
  contact,
  token,
  view,
  done,
  now,
  zone,
  charge,
}: PlanInput<FailureHandlingConfig> & { charge: ChargeRow }): Plan {
  const attempts = view.attemptsOf(charge.id);
  const last = attempts.at(-1);
  if (!last || last.outcome === 'under way') return {};
  const reasonClass = last.reasonClass ?? 'soft_unknown';
  const words = WORDS[reasonClass];
  const failed = { about: charge.id, code: 'collect-failed' as const, params: { code: last.code ?? '?', reasonClass } };
  const after = nextRetry({ attempts, methods: view.collectable(), ...budgetOf(config), zone });
  const nextTryOn = after.next === 'retry' && after.methodId !== '' ? dateAt(after.at, zone) : null;
  const steps: ProposedStep[] = words ? [tell({ charge, template: config.tell[words] ?? `failure-${words}`, at: last.at, nextTryOn })] : [];
  const task = view.task(attemptTaskId(last.id));
  // What is to be said of it comes first: the charge is closed by the decision that lets its items go, and by none before.
  const isTold = steps.every((step) => done(step)?.underWay === false);
  const usedUp: Plan = isTold
    ? {
        outcome: 'used up',
        changes: [{ update: 'charge', id: charge.id, set: { status: 'failed' } }],
        reasons: [failed, { about: charge.id, code: 'retries-used-up', params: { attempts: attempts.length, reasonClass } }],
      }
    : { steps, reasons: [failed] };

  switch (after.next) {
    case 'retry':
      if (after.methodId === '') return waitForCustomer();
      return {
        steps: [
          ...steps,
          {
            subject: charge.id,
            step: 'collect',
            occurrence: attempts.length,
            at: after.at,
            paced: false,
            stoppedBy: 'collecting',
            act: { do: 'collect', chargeId: charge.id, methodId: after.methodId },
          },
        ],
        reasons: [
          failed,
          after.because === 'new-method'
            ? { about: charge.id, code: 'retry-new-method' }
            : { about: charge.id, code: 'retry-planned', params: { number: attempts.length, at: dateAt(after.at, zone), reasonClass } },
        ],
      };
    case 'needs-customer':
      return waitForCustomer();
    case 'ours': {
      if (task?.outcome === 'fixed' && last.methodId !== '')
        return { steps: [...steps, retryNow(charge, attempts, last, now)], reasons: [failed] };
      if (task && task.status !== 'open') return usedUp;
      return { steps, changes: task ? [] : [open('ours', 'payments-desk')], reasons: [failed, { about: charge.id, code: 'our-fault' }] };
    }
    case 'ask-outcome':
      return task?.status === 'done' ? decided(task.outcome) : ask();
    case 'person':
      return task?.status === 'done' ? usedUp : ask();
    case 'used up':
      return usedUp;
  }

  function waitForCustomer(): Plan {
    const until = endOfLimit({
      now: (last as AttemptRow).at,
      within: config.ask.within,
      zone,
      country: view.customer.country,
      closed: contact.closed,
    });
    if (now >= until) return usedUp;
    return {
      steps,
      wakeAt: until,
      reasons: [failed, { about: charge.id, code: 'needs-customer', params: { until: dateAt(until - 1, zone) } }],
    };
  }
  function ask(): Plan {
    return { steps, changes: task ? [] : [open('payment-unknown', 'payments-desk')], reasons: [failed] };
  }
  /** A person found out: the money is booked, or nothing of it is on its way any more; without `not collected` nothing is drawn again. */
  function decided(outcome: string | null): Plan {
    if (outcome === 'collected') return { reports: [collected()], reasons: [failed] };
    const notCollected: Change = {
      update: 'attempt',
      id: (last as AttemptRow).id,
      set: { outcome: 'declined', code: 'not_collected', reasonClass: 'technical_network' },
    };
    return outcome === 'not collected'
      ? { changes: [notCollected], wakeAt: now, reasons: [failed] }
      : { ...usedUp, changes: [notCollected, ...(usedUp.changes ?? [])] };
  }
  function collected(): Report {
    const attemptId = (last as AttemptRow).id;
    const items = charge.itemIds.map((id) => view.item(id)).filter((item) => item !== undefined);
    const shares = items.filter((item) => item.open > 0).map((item) => ({ itemId: item.id, amount: item.open }));
    return {
      type: 'payment.received',
      source: 'duly',
      externalId: `${attemptId}/collected`,
      effectiveOn: dateAt(now, zone),
      data: {
        paymentId: `pay/${attemptId}`,
        accountId: items[0]?.accountId ?? '',
        amount: charge.amount || shares.reduce((sum, share) => sum + share.amount, 0),
        currency: charge.currency,
        shares,
        apply: 'named',
        chargeId: charge.id,
        attemptId,
        reference: null,
      },
    };
  }
  function open(kind: TaskRow['kind'], owner: string): Change {
    const id = attemptTaskId((last as AttemptRow).id);
    const row = openedTask({ id, customerId: view.customer.id, subject: token.subject, kind, owner, openedAt: now, dueAt: null });
    return { insert: 'task', row };
  }
}

/** How often, and when, as far as the journey says. */
const budgetOf = ({ retry }: FailureHandlingConfig) => ({
  schedule: retry && 'days' in retry ? retry.days : undefined,
  upTo: retry && 'upTo' in retry ? retry.upTo : undefined,
});

/** Once for a charge and kind of words: a second decline of the same kind says nothing new. */
const tell = ({
  charge,
  template,
  at,
  nextTryOn,
}: {
  charge: ChargeRow;
  template: string;
  at: number;
  nextTryOn: LocalDate | null;
}): ProposedStep => ({
  subject: charge.id,
  step: `tell-${template}`,
  occurrence: 0,
  at,
  paced: false,
  stoppedBy: null,
  act: { do: 'send', template, purpose: 'failure', chargeId: charge.id, nextTryOn },
});

const retryNow = (charge: ChargeRow, attempts: AttemptRow[], last: AttemptRow, now: number): ProposedStep => ({
  subject: charge.id,
  step: 'collect',
  occurrence: attempts.length,
  at: now,
  paced: false,
  stoppedBy: 'collecting',
  act: { do: 'collect', chargeId: charge.id, methodId: last.methodId },
});
