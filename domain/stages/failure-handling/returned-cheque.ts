/**
 * A cheque that the bank returned: what the journey says of its reason is done once for each time that the bank had it, for all its invoices together. A call
 * is waited for until it is made or its time is up. Deposited once more, the bank has it again; returned again after that, it is used up.
 */
import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import { sendTime } from '../../journey/long-form.js';
import { stepTaskId } from '../../ladder/own-records.js';
import { doingSchema } from '../../ladder/step.js';
import { SUPERIOR } from '../../ladder/verbs/call.js';
import { type Doing, verbOf } from '../../ladder/verbs/index.js';
import { CHEQUE_REASONS, type ChequeRow, type TaskRow } from '../../rows.js';
import { dateAfter, spanSchema } from '../../span.js';
import type { Plan, PlanInput, ProposedStep } from '../stage-type.js';
import type { FailureHandlingConfig } from './index.js';

export const returnedSchema = z
  .array(
    z.strictObject({
      reasons: z.array(z.enum(CHEQUE_REASONS)).min(1),
      do: doingSchema(['call', 'send']),
      /** The bank gets it once more: so long after it came back and the call was made. */
      again: spanSchema.optional(),
    }),
  )
  .max(CHEQUE_REASONS.length)
  .refine((lines) => new Set(lines.flatMap(({ reasons }) => reasons)).size === lines.flatMap(({ reasons }) => reasons).length, {
    error: 'Each reason has one line.',
  })
  .default([]);
export type ReturnedLine = z.infer<typeof returnedSchema>[number];

/** Who gives the cheque to the bank, and how long he has. */
const DESK = 'cash-desk';
const DEPOSIT_WITHIN = { businessDays: 2 };

type Input = PlanInput<FailureHandlingConfig> & { cheque: ChequeRow };

export function planReturnedCheque(input: Input): Plan {
  const { config, cheque, token, view, done } = input;
  const line = config.returned.find(({ reasons }) => reasons.some((reason) => reason === cheque.reason));
  // The bank has it: whatever follows begins with its answer.
  if (cheque.status === 'clearing') return {};
  if (!line || (line.again && cheque.deposits > 1)) return { outcome: 'used up' };
  const leads = cheque.itemIds.find((id) => (view.item(id)?.open ?? 0) > 0) === token.subject;
  const first = firstStep({ line, cheque });
  const known = done(first);
  const call = 'call' in line.do ? taskOf(input, first.step) : undefined;
  if (!known)
    return {
      steps: leads ? [first] : [],
      ...(leads && { whenUsedUp: 'again' }),
      reasons: [
        {
          about: token.subject,
          code: 'cheque-returned',
          params: { number: cheque.number, reason: (cheque.reason ?? '').replaceAll('-', ' ') },
        },
      ],
    };
  if (known.underWay) return {};
  if (call && isWaitedFor(call, input)) return { wakeAt: call.dueAt ?? undefined };
  return line.again ? depositAgain({ ...input, line, call, leads }) : { outcome: 'used up' };
}

function depositAgain(input: Input & { line: ReturnedLine; call: TaskRow | undefined; leads: boolean }): Plan {
  const { cheque, line, call, leads, contact, view, zone, now, done } = input;
  const task = taskOf(input, 'deposit');
  const from = dateAt(Math.max(cheque.endedAt ?? now, call?.endedAt ?? 0), zone);
  const date = dateAfter({ date: from, span: line.again ?? { days: 0 }, country: view.customer.country, closed: contact.closed });
  const step: ProposedStep = {
    subject: cheque.id,
    step: 'deposit',
    occurrence: cheque.deposits - 1,
    at: sendTime({ date, contact, zone }),
    paced: false,
    stoppedBy: 'collecting',
    act: { do: 'task', kind: 'deposit-cheque', owner: DESK, within: DEPOSIT_WITHIN, superior: SUPERIOR },
  };
  if (!done(step)) return leads ? { steps: [step], whenUsedUp: 'again' } : {};
  if (!task || task.status === 'open') return {};
  if (task.outcome !== 'deposited') return { outcome: 'used up' };
  if (!leads) return {};
  const externalId = `${task.id}/deposited`;
  const data = { chequeId: cheque.id, itemIds: [] };
  return { reports: [{ type: 'cheque.deposited', source: 'duly', externalId, effectiveOn: dateAt(now, zone), data }] };
}

function firstStep({ line, cheque }: { line: ReturnedLine; cheque: ChequeRow }): ProposedStep {
  const verb = verbOf(line.do);
  const act = verb.act(line.do);
  const isMessage = act.do === 'send';
  return {
    subject: cheque.id,
    step: nameOf(line.do),
    occurrence: cheque.deposits - 1,
    at: cheque.endedAt ?? cheque.depositedAt,
    paced: !isMessage,
    afterHold: true,
    stoppedBy: isMessage ? null : verb.stoppedBy,
    act: isMessage ? { ...act, purpose: 'failure', chequeId: cheque.id } : act,
  };
}

/** As steps of ladders are called that do the same. */
export const nameOf = (doing: Doing): string => ('send' in doing ? doing.send : 'call' in doing ? `call-${doing.call}` : 'deposit');

const taskOf = ({ cheque, view, token }: Input, step: string): TaskRow | undefined =>
  view.task(stepTaskId({ customerId: token.customerId, subject: cheque.id, step, occurrence: cheque.deposits - 1 }));

/** Nobody has made the call, and whoever was asked still has time. */
const isWaitedFor = ({ status, dueAt }: TaskRow, { now }: Input): boolean => status === 'open' && dueAt !== null && dueAt > now;
