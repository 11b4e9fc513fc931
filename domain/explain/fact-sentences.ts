import { dateAt, type LocalDate } from '../calendar.js';
import type { Fact, FactData } from '../facts.js';
import type { Known } from './records.js';
import { holdKind, spokenDate, spokenList, spokenMoney, spokenStep } from './words.js';

/** What happened, for one subject, in words. */
export interface Told {
  subject: string;
  text: string;
}

/** A fact as it is told to a customer, for each invoice that it is about, or for the customer himself. Facts of bookkeeping only tell nothing. */
export function tellFact({ fact, known }: { fact: Fact; known: Known }): Told[] {
  const { type, data, effectiveOn } = fact;
  const { customerId, nameOf } = known;
  const value = valueDate({ effectiveOn, recordedOn: dateAt(fact.recordedAt, known.zone) });
  const currencyOf = (itemId: string) => known.items.get(itemId)?.currency ?? '';
  const one = (subject: string, text: string): Told[] => [{ subject, text }];
  switch (type) {
    case 'customer.created':
      return one(customerId, 'Became known to Duly.');
    case 'customer.changed':
      return one(customerId, `Changed: ${spokenList(Object.keys(data.set))}.`);
    case 'journey.moved':
      return one(customerId, `${moveText({ data, known })}; nothing that was sent is sent again.`);
    case 'contact.changed':
      return one(customerId, 'The address of a contact was changed.');
    case 'customer.insolvent':
      return one(
        customerId,
        `He is insolvent: what is from before ${spokenDate(data.cutOff)} is a claim against the estate, and nobody asks him for it.`,
      );
    case 'method.added':
      return one(customerId, `A way to pay was added: ${data.kind}${data.autopay ? ', with consent to collect by ourselves' : ''}.`);
    case 'order.placed':
      return one(
        customerId,
        `Ordered for ${spokenMoney(data.amount, data.currency)}${data.credit === 'held' ? '; the order is held for credit' : ''}.`,
      );
    case 'invoice.issued':
      return one(
        data.itemId,
        `Issued over ${spokenMoney(data.amount, data.currency)}, ${data.prepaid ? 'payable before delivery, until' : 'due'} ${spokenDate(data.dueOn)}${value}.${takenText(data)}`,
      );
    case 'invoice.delivered':
      return one(
        data.itemId,
        data.arrivesOn === undefined ? 'It was delivered.' : `It was posted; it arrives ${spokenDate(data.arrivesOn)}.`,
      );
    case 'invoice.undeliverable':
      return one(data.itemId, `It could not be delivered (${data.code}).`);
    case 'invoice.refused':
      return one(data.itemId, `It was refused (${data.code}).`);
    case 'invoice.lapsed':
      return one(data.itemId, 'It was not paid before delivery: it lapsed, and nothing is owed of it.');
    case 'invoice.dueChanged':
      return one(
        data.itemId,
        `It is due ${spokenDate(data.dueOn)}${data.before === undefined ? '' : ` instead of ${spokenDate(data.before)}`} from now on.`,
      );
    case 'invoice.moved':
      return one(data.itemId, `${itemMoveText({ data, known })}, by ${data.by}; nothing that was sent is sent again.`);
    case 'steps.taken':
      return one(data.itemId, `Before Duly: ${spokenList(data.steps.map(spokenStep))}, the last on ${spokenDate(data.on)}.`);
    case 'payment.received': {
      const whole = spokenMoney(data.amount, data.currency);
      const rest = data.amount - data.shares.reduce((sum, share) => sum + share.amount, 0);
      const parts = data.shares.map(({ itemId, amount }) => ({
        subject: itemId,
        text:
          amount === data.amount
            ? `Paid: ${whole}${value}.`
            : `Paid: ${spokenMoney(amount, data.currency)} of a payment of ${whole}${value}.`,
      }));
      if (rest <= 0) return parts;
      const unapplied = parts.length === 0 ? whole : `${spokenMoney(rest, data.currency)} of a payment of ${whole}`;
      const why = data.withheld === undefined ? '' : ': it came after the cut-off of the insolvency';
      return [...parts, ...one(customerId, `Paid: ${unapplied}, not yet applied to an invoice${value}${why}.`)];
    }
    case 'payment.applied':
      return data.shares.map(({ itemId, amount }) => ({
        subject: itemId,
        text: `Paid: ${spokenMoney(amount, currencyOf(itemId))} of money that we had already.`,
      }));
    case 'payment.refunded':
      return data.itemIds.length > 0
        ? data.itemIds.map((subject) => ({ subject, text: 'A payment for it was given back.' }))
        : one(customerId, 'A payment was given back.');
    case 'payment.failed':
      return data.itemIds.map((subject) => ({ subject, text: `The collection failed: ${data.code} (${words(data.reasonClass)}).` }));
    case 'payment.chargedBack':
      return data.itemIds.length > 0
        ? data.itemIds.map((subject) => ({ subject, text: `The bank took a payment for it back (${words(data.code)}).` }))
        : one(customerId, `The bank took a payment back (${words(data.code)}).`);
    case 'chargeback.resolved':
      return (data.itemIds.length > 0 ? data.itemIds : [customerId]).map((subject) => ({
        subject,
        text:
          data.outcome === 'won' ? 'The bank gave back the payment that it had taken.' : 'The bank keeps the payment that it took back.',
      }));
    case 'cheque.received': {
      const whole = spokenMoney(data.amount, data.currency);
      return data.shares.length > 0
        ? data.shares.map(({ itemId, amount }) => ({
            subject: itemId,
            text:
              amount === data.amount
                ? `A cheque of ${whole} came (${data.number}).`
                : `A cheque of ${whole} came (${data.number}), ${spokenMoney(amount, data.currency)} of it for this.`,
          }))
        : one(customerId, `A cheque of ${whole} came (${data.number}), not for an invoice.`);
    }
    case 'cheque.cleared':
      return (data.itemIds.length > 0 ? data.itemIds : [customerId]).map((subject) => {
        const paid = data.shares.find(({ itemId }) => itemId === subject)?.amount ?? 0;
        return {
          subject,
          text: paid > 0 ? `The bank paid the cheque: ${spokenMoney(paid, currencyOf(subject))}.` : 'The bank paid the cheque.',
        };
      });
    case 'cheque.returned':
      return (data.itemIds.length > 0 ? data.itemIds : [customerId]).map((subject) => ({
        subject,
        text: `The bank returned the cheque: ${words(data.reason)}.`,
      }));
    case 'cheque.deposited':
      return (data.itemIds.length > 0 ? data.itemIds : [customerId]).map((subject) => ({
        subject,
        text: 'The cheque was given to the bank once more.',
      }));
    case 'invoice.writtenOff':
      return one(data.itemId, `${spokenMoney(data.amount, currencyOf(data.itemId))} of it were written off (${words(data.code)}).`);
    case 'writeOff.undone':
      return one(data.itemId, 'What was written off is owed again.');
    case 'costs.claimed':
      return one(
        data.itemId,
        `${spokenList(costWords({ ...data, currency: currencyOf(data.itemId) }))} ${data.interest > 0 && data.fee > 0 ? 'were' : 'was'} claimed with a message.`,
      );
    case 'creditNote.issued':
      return one(data.itemId, `A credit note of ${spokenMoney(data.amount, currencyOf(data.itemId))} was given.`);
    case 'dispute.opened':
      return one(data.itemId, `${spokenMoney(data.amount, currencyOf(data.itemId))} of it were disputed: ${words(data.reasonCode)}.`);
    case 'dispute.explained':
      return one(data.itemId, `The reason of the dispute is known: ${words(data.reasonCode)}.`);
    case 'dispute.resolved':
      return one(
        data.itemId,
        `The dispute was resolved ${data.outcome === 'for-customer' ? 'in favour of the customer' : 'against the customer'}.`,
      );
    case 'plan.made': {
      const [first] = data.itemIds;
      const whole = data.instalments.reduce((sum, { amount }) => sum + amount, 0);
      const count = data.instalments.length === 1 ? '1 instalment' : `${data.instalments.length} instalments`;
      const text = `A payment plan was made: ${spokenMoney(whole, currencyOf(first ?? ''))} in ${count}, the first on ${spokenDate(data.instalments[0]?.dueOn ?? effectiveOn)}; these are asked for in place of the invoice.`;
      return data.itemIds.flatMap((itemId) => one(itemId, text));
    }
    case 'plan.judged':
      return data.itemIds.flatMap((itemId) => one(itemId, PLAN_JUDGED[data.outcome]));
    case 'promise.made':
      return one(data.itemId, `${spokenMoney(data.amount, currencyOf(data.itemId))} of it were promised by ${spokenDate(data.by)}.`);
    case 'promise.judged':
      return one(data.itemId, JUDGED[data.outcome]);
    case 'hold.placed': {
      const end = data.endsAt === null ? '' : ` until ${spokenDate(dateAt(data.endsAt - 1, known.zone))}`;
      return one(data.scope === 'item' ? data.subject : customerId, `Stopped${end}: ${spokenList(data.stops)}, by ${holdKind(data.kind)}.`);
    }
    case 'hold.released': {
      const hold = known.holds.find(({ id }) => id === data.holdId);
      return hold ? one(hold.scope === 'item' ? hold.subject : customerId, `Released: ${holdKind(hold.kind)}.`) : [];
    }
    case 'task.decided': {
      const subjects = data.itemIds?.length ? data.itemIds : [customerId];
      return subjects.map((subject) => ({ subject, text: `A person decided: ${data.outcome}.` }));
    }
    case 'message.failed': {
      const text = data.code === 'outcome_unknown' ? 'Nobody knows whether a message arrived.' : `A message was refused (${data.code}).`;
      return one(customerId, data.itemIds.length > 0 ? `${text.slice(0, -1)}: about ${spokenList(data.itemIds.map(nameOf))}.` : text);
    }
    case 'copy.failed':
      return one(
        customerId,
        `A message arrived, but somebody who was to have it, too, did not get it${data.itemIds.length > 0 ? `: about ${spokenList(data.itemIds.map(nameOf))}` : ''}.`,
      );
    case 'survey.answered':
      return one(customerId, `Answered our question with ${data.score}.`);
    case 'message.given-back':
      return [];
    case 'webhook.failed':
      return one(
        data.itemIds[0] ?? customerId,
        `The system ${data.hook} refused what it was told (${data.code}), and operators are asked.`,
      );
    default:
      return [];
  }
}

const PLAN_JUDGED: Readonly<Record<FactData['plan.judged']['outcome'], string>> = {
  missed: 'So much of the payment plan is unpaid that it ends: one notice names the day.',
  mended: 'What was missed of the payment plan has come: it goes on.',
  completed: 'The payment plan is completed.',
  broken:
    'The payment plan is over, because the day that the notice had named has passed: what is left is asked for by the due date of the invoice again.',
  cancelled: 'A person cancelled the payment plan: what is left is asked for by the due date of the invoice again.',
};
const JUDGED: Readonly<Record<FactData['promise.judged']['outcome'], string>> = {
  kept: 'The promise to pay was kept.',
  'partly kept': 'The promise to pay was kept in part.',
  broken: 'The promise to pay was not kept.',
  void: 'What had been promised is not owed any more.',
};

const words = (code: string): string => code.replaceAll(/[-_]/g, ' ');

/** Where it counts from another day than that of its report. */
const valueDate = ({ effectiveOn, recordedOn }: { effectiveOn: LocalDate; recordedOn: LocalDate }): string =>
  effectiveOn === recordedOn ? '' : `, as of ${spokenDate(effectiveOn)}`;

function takenText({ taken = [], currency }: { taken?: { amount: number }[]; currency: string }): string {
  const amount = taken.reduce((sum, part) => sum + part.amount, 0);
  return amount > 0 ? ` ${spokenMoney(amount, currency)} of it were paid by money that waited for it.` : '';
}

const costWords = ({ interest, fee, currency }: { interest: number; fee: number; currency: string }): string[] => [
  ...(interest > 0 ? [`Interest of ${spokenMoney(interest, currency)}`] : []),
  ...(fee > 0 ? [`${interest > 0 ? 'a' : 'A'} fee of ${spokenMoney(fee, currency)}`] : []),
];

function itemMoveText({ data: { to }, known: { journeys } }: { data: FactData['invoice.moved']; known: Known }): string {
  if (to === null) return "Goes on in its customer's journey";
  const name = journeys.get(to);
  return name === undefined ? 'Got a journey of its own' : `Got a journey of its own: ${name}`;
}

function moveText({ data, known: { journeys } }: { data: FactData['journey.moved']; known: Known }): string {
  const [from, to] = [journeys.get(data.from), journeys.get(data.to)];
  const way = from === undefined || to === undefined ? '' : ` from ${from} to ${to}`;
  if (data.rules !== undefined) return `Got another journey by the rules (version ${data.rules})${way && `:${way}`}`;
  return `${way === '' ? 'Moved to another version of the journey' : `Moved${way}`} by ${data.by}${data.move === undefined ? '' : ` (${data.move})`}`;
}
