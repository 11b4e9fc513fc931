/** The facts of a story as reports, with ids of the customer's own. */
import { addDays, addMonths, instantAt, type LocalDate } from '../calendar.js';
import type { FactData, FactType, Report } from '../facts.js';
import { refuseFarPromise } from '../holds/promise/far-ahead.js';
import { wayBetween, wayForItem } from '../journey/diff/way.js';
import { accountId } from '../ledger/account-id.js';
import { classify } from '../retries/reason-classes.js';
import type { Stoppable } from '../rows.js';
import { outcomesOf } from '../task-outcomes.js';
import { CUSTOMER_SETTINGS } from './customer-settings.js';
import type { BooksSeen } from './engine.js';
import type { StoryJourneys } from './journeys.js';
import type { StoryFact } from './scenario.js';

/** Our id of an invoice or order by the story's name. */
export const subjectId = ({ customerId, name }: { customerId: string; name: string }): string => `${customerId}-${name}`;

/** What the word of a customer stops. */
const SAID_STOPS: Stoppable[] = ['reminders', 'escalation'];
const EVERYTHING: Stoppable[] = ['reminders', 'collecting', 'escalation', 'surveys', 'orders', 'interest'];

const SCRIPTED = 'pm_card_script_';

const lastOf = <Row extends { at: number }>(rows: Row[]): Row | undefined => rows.toSorted((a, b) => a.at - b.at).at(-1);

interface ReporterInput {
  journeys: StoryJourneys;
  customerId: string;
  legalEntityId: string;
  zone: string;
  /** The day on which the run has a day of the story. */
  shifted(date: LocalDate): LocalDate;
}

/** Makes the reports of one story; `books` are those of the moment. A string is a sentence: what the fact names is not there on that day. */
export function createReporter({ customerId, legalEntityId, journeys, zone, shifted }: ReporterInput) {
  let told = 0;
  let lastPayment: string | undefined;
  const idOf = (name: string) => subjectId({ customerId, name });

  return ({ fact, on, at, books }: { fact: StoryFact; on: LocalDate; at: number; books: BooksSeen }): Report[] | string => {
    told += 1;
    const day = shifted(on);
    const externalId = `${customerId}/story-${told}`;
    let reports = 0;
    const report = <T extends FactType>(type: T, data: FactData[T], effectiveOn: LocalDate = day): Report => {
      reports += 1;
      return { type, source: 'api', externalId: `${externalId}-${reports}`, effectiveOn, data } as Report;
    };
    const accountOf = (currency: string) => accountId({ customerId, legalEntityId, currency });
    /** An invoice that Duly made over an order goes by the order's name. */
    const itemOf = (name: string) =>
      books.items.find(({ id }) => id === idOf(name)) ?? books.items.find(({ id }) => id === `inv_${idOf(name)}`);
    const withItem = (name: string, work: (item: BooksSeen['items'][number]) => Report[] | string): Report[] | string => {
      const item = itemOf(name);
      return item ? work(item) : `There is no invoice for ${name} yet.`;
    };
    /** The last one that is meant, unless it is named. */
    const chequeOf = (number: string | undefined, isMeant: (cheque: BooksSeen['cheques'][number]) => boolean) =>
      [...books.cheques]
        .sort((a, b) => a.depositedAt - b.depositedAt)
        .findLast((cheque) => (number === undefined || cheque.number === number) && isMeant(cheque));
    const paymentId = (name: string | undefined) => (name === undefined ? lastPayment : `pay_${idOf(name)}`);

    switch (fact.what) {
      case 'invoice':
        return [
          report('invoice.issued', {
            itemId: idOf(fact.invoice),
            accountId: accountOf(fact.money.currency),
            number: fact.invoice,
            ...fact.money,
            dueOn: fact.dueOn === undefined ? addDays(day, books.customer.netDays) : shifted(fact.dueOn),
            delivery: fact.delivered ? 'delivered' : 'waiting',
            ...(fact.prepaid && { prepaid: true as const }),
            ...(fact.deliveredOn !== undefined && { deliveredOn: shifted(fact.deliveredOn) }),
            ...(fact.product !== undefined && { product: fact.product }),
            orderIds: [],
          }),
        ];
      case 'delivered':
        return withItem(fact.invoice, ({ id }) => [report('invoice.delivered', { itemId: id })]);
      case 'due':
        return withItem(fact.invoice, ({ id }) => [report('invoice.dueChanged', { itemId: id, dueOn: shifted(fact.dueOn) })]);
      case 'not delivered':
        return withItem(fact.invoice, ({ id }) => [report(`invoice.${fact.how}`, { itemId: id, code: fact.code })]);
      case 'payment': {
        const item = fact.invoice === undefined ? undefined : itemOf(fact.invoice);
        if (fact.invoice !== undefined && !item) return `There is no invoice for ${fact.invoice} yet.`;
        lastPayment = `pay_${idOf(fact.payment ?? `payment-${told}`)}`;
        const data: FactData['payment.received'] = {
          paymentId: lastPayment,
          accountId: accountOf(fact.money.currency),
          ...fact.money,
          shares: item ? [{ itemId: item.id, amount: fact.money.amount }] : [],
          apply: fact.oldestFirst ? 'oldest-first' : 'named',
          chargeId: null,
          attemptId: null,
          reference: null,
          ...(fact.paidBy !== undefined && { paidBy: fact.paidBy }),
        };
        return [report('payment.received', data, fact.valueOn === undefined ? day : shifted(fact.valueOn))];
      }
      case 'payment applied': {
        const payment = books.payments.find(({ id }) => id === paymentId(fact.payment));
        if (!payment || payment.unapplied <= 0) return 'No money of that payment is left to be applied.';
        return withItem(fact.invoice, ({ id, open }) => [
          report('payment.applied', { paymentId: payment.id, shares: [{ itemId: id, amount: Math.min(open, payment.unapplied) }] }),
        ]);
      }
      case 'payment refunded': {
        const id = paymentId(fact.payment);
        const payment = books.payments.find((one) => one.id === id) ?? (fact.payment === undefined ? books.payments.at(-1) : undefined);
        return payment ? [report('payment.refunded', { paymentId: payment.id, itemIds: [] })] : 'There is no such payment.';
      }
      case 'charged back': {
        const id = paymentId(fact.payment);
        const payment = books.payments.find((one) => one.id === id) ?? (fact.payment === undefined ? books.payments.at(-1) : undefined);
        if (!payment) return 'There is no such payment.';
        const chargebackId = `${payment.id}/chargeback-${told}`;
        return [
          report('payment.chargedBack', { chargebackId, paymentId: payment.id, amount: payment.amount, code: fact.code, itemIds: [] }),
        ];
      }
      case 'cheque': {
        const item = fact.invoice === undefined ? undefined : itemOf(fact.invoice);
        if (fact.invoice !== undefined && !item) return `There is no invoice for ${fact.invoice} yet.`;
        return [
          report('cheque.received', {
            chequeId: `${customerId}/cheque-${told}`,
            accountId: accountOf(fact.money.currency),
            ...fact.money,
            number: fact.cheque ?? `cheque-${told}`,
            requested: item ? [{ itemId: item.id, amount: fact.money.amount }] : [],
            apply: item ? 'named' : 'oldest-first',
            shares: [],
          }),
        ];
      }
      case 'cheque cleared': {
        const cheque = chequeOf(fact.cheque, ({ status }) => status === 'clearing');
        if (!cheque) return 'There is no such cheque with the bank.';
        return [
          report('cheque.cleared', { chequeId: cheque.id, paymentId: `pay/${cheque.id}/${cheque.deposits}`, itemIds: [], shares: [] }),
        ];
      }
      case 'cheque returned': {
        const cheque = chequeOf(fact.cheque, ({ status }) => status !== 'returned');
        if (!cheque) return 'There is no such cheque that could be returned.';
        const { id: chequeId, paymentId: became } = cheque;
        return [report('cheque.returned', { chequeId, reason: fact.reason, paymentId: became, itemIds: [] })];
      }
      case 'chargeback resolved': {
        const chargeback = lastOf(books.chargebacks.filter(({ status }) => status === 'open'));
        if (!chargeback) return 'No chargeback is open.';
        const { id: chargebackId, paymentId: charged } = chargeback;
        return [report('chargeback.resolved', { chargebackId, paymentId: charged, outcome: fact.outcome, itemIds: [] })];
      }
      case 'write-off':
        return withItem(fact.invoice, ({ id, open }) => [
          report('invoice.writtenOff', {
            writeOffId: `${id}/write-off-${told}`,
            itemId: id,
            amount: fact.money?.amount ?? open,
            code: fact.code,
          }),
        ]);
      case 'write-off undone': {
        const item = itemOf(fact.invoice);
        const writeOff = lastOf(books.writeOffs.filter(({ itemId, status }) => itemId === item?.id && status === 'standing'));
        if (!writeOff) return `Nothing of ${fact.invoice} is written off.`;
        return [report('writeOff.undone', { writeOffId: writeOff.id, itemId: writeOff.itemId })];
      }
      case 'payment failed':
        return withItem(fact.invoice, ({ id }) => {
          const chargeId = `charge/${externalId}`;
          const failure = { chargeId, attemptId: `${chargeId}/1`, itemIds: [id], methodId: null, attemptedAt: at };
          return [report('payment.failed', { ...failure, code: fact.code, reasonClass: classify({ code: fact.code }) })];
        });
      case 'credit note':
        return withItem(fact.invoice, ({ id }) => [credited(id, fact.money.amount)]);
      case 'dispute':
        return withItem(fact.invoice, ({ id, amount }) => [
          report('dispute.opened', {
            disputeId: `${id}/dispute-${told}`,
            itemId: id,
            amount: fact.money?.amount ?? amount,
            reasonCode: fact.reason,
          }),
        ]);
      case 'dispute solved': {
        const item = fact.invoice === undefined ? undefined : itemOf(fact.invoice);
        const dispute = books.disputes.findLast(({ status, itemId }) => status === 'open' && (!item || itemId === item.id));
        if (!dispute) return 'No dispute is open.';
        const resolved = report('dispute.resolved', { disputeId: dispute.id, itemId: dispute.itemId, outcome: fact.outcome });
        return fact.creditNote ? [credited(dispute.itemId, fact.creditNote.amount), resolved] : [resolved];
      }
      case 'dispute explained': {
        const item = fact.invoice === undefined ? undefined : itemOf(fact.invoice);
        const dispute = books.disputes.findLast(({ status, itemId }) => status === 'open' && (!item || itemId === item.id));
        if (!dispute) return 'No dispute is open.';
        return [report('dispute.explained', { disputeId: dispute.id, itemId: dispute.itemId, reasonCode: fact.reason })];
      }
      case 'promise':
        refuseFarPromise({ journey: journeys.byId(books.customer.journeyId), by: shifted(fact.by), today: day });
        return withItem(fact.invoice, ({ id, open }) => [
          report('promise.made', {
            promiseId: `${id}/promise-${told}`,
            itemId: id,
            amount: fact.money?.amount ?? open,
            by: shifted(fact.by),
          }),
        ]);
      case 'invoice moved':
        return withItem(fact.invoice, ({ id, journeyId: from }) => {
          const to = fact.journey === undefined ? null : journeys.named(fact.journey);
          if (to === undefined || (to?.id ?? null) === from) return 'It has that journey already.';
          const walked = (version: string | null) => journeys.byId(version ?? books.customer.journeyId);
          const way = wayForItem({ from: walked(from), to: walked(to?.id ?? null), named: stagesNamed(fact) });
          const { rules: stages } = way;
          return noWay(way, fact) ?? [report('invoice.moved', { itemId: id, from, to: to?.id ?? null, by: 'the story', stages })];
        });
      case 'moved': {
        const to = journeys.named(fact.journey);
        const from = books.customer.journeyId;
        if (!to || to.id === from) return 'He has that journey already.';
        const way = wayBetween({ from: journeys.byId(from), to: to.journey, named: stagesNamed(fact) });
        const { rules: stages, begins } = way;
        return noWay(way, fact) ?? [report('journey.moved', { from, to: to.id, by: 'the story', stages, begins })];
      }
      case 'card':
        return [
          report('method.added', {
            methodId: `${customerId}/card-${told}`,
            kind: 'card',
            // The gateway counts the turns of a card, whoever's it is: each customer's script is a card of his own.
            providerRef: fact.card.startsWith(SCRIPTED) ? `${fact.card}--${customerId}` : fact.card,
            autopay: fact.autopay,
          }),
        ];
      case 'order':
        return [
          report('order.placed', { orderId: idOf(fact.order), accountId: accountOf(fact.money.currency), ...fact.money, credit: null }),
        ];
      case 'task decided': {
        const task = books.tasks.findLast(({ kind, status }) => kind === fact.kind && status === 'open');
        if (!task) return `No task ${fact.kind} is open.`;
        const outcomes = outcomesOf(task);
        if (!outcomes.includes(fact.outcome))
          return `By this journey the task ${fact.kind} is decided with ${outcomes.join(' or ')}, not "${fact.outcome}".`;
        return [report('task.decided', { taskId: task.id, outcome: fact.outcome })];
      }
      case 'survey answered': {
        const survey = [...books.surveys].sort((a, b) => b.askedAt - a.askedAt).find(({ answeredAt }) => answeredAt === null);
        return survey ? [report('survey.answered', { surveyId: survey.id, score: fact.score })] : 'No survey waits for an answer.';
      }
      case 'hold': {
        const item = fact.invoice === undefined ? undefined : itemOf(fact.invoice);
        if (fact.invoice !== undefined && !item) return `There is no invoice for ${fact.invoice} yet.`;
        return [
          report('hold.placed', {
            holdId: `${customerId}/hold-${told}`,
            kind: 'manual',
            scope: fact.account ? 'account' : item ? 'item' : 'customer',
            subject: fact.account ? accountOf(books.customer.currency) : (item?.id ?? customerId),
            stops: EVERYTHING,
            endsAt: fact.until === undefined ? null : instantAt({ date: shifted(fact.until), time: '00:00', zone }),
          }),
        ];
      }
      case 'says':
        return withItem(fact.invoice, ({ id }) => [
          report('hold.placed', {
            holdId: `${id}/hold-${told}`,
            kind: fact.kind,
            scope: 'item',
            subject: id,
            stops: SAID_STOPS,
            endsAt: null,
          }),
        ]);
      case 'hold released': {
        const own = fact.account ? accountOf(books.customer.currency) : customerId;
        const subject = fact.invoice === undefined ? own : itemOf(fact.invoice)?.id;
        const hold = books.holds.findLast((one) => one.subject === subject && one.kind === 'manual' && one.endedAt === null);
        return hold ? [report('hold.released', { holdId: hold.id })] : 'There is no such hold.';
      }
      case 'plan': {
        const items = fact.invoices.map(itemOf);
        const missing = fact.invoices.find((_, index) => !items[index]);
        if (missing !== undefined) return `There is no invoice for ${missing} yet.`;
        const open = items.reduce((sum, item) => sum + (item?.open ?? 0), 0);
        const part = Math.floor(open / fact.count);
        const planId = `${customerId}/plan-${told}`;
        const instalments = Array.from({ length: fact.count }, (_, index) => ({
          itemId: `${planId}/${index + 1}`,
          dueOn: shifted(addMonths(fact.from, index)),
          amount: index === fact.count - 1 ? open - part * (fact.count - 1) : part,
        }));
        return [report('plan.made', { planId, itemIds: items.map((item) => item?.id ?? ''), instalments })];
      }
      case 'plan cancelled': {
        const plan = books.paymentPlans.findLast(({ status }) => status === 'running');
        return plan ? [report('plan.judged', { planId: plan.id, outcome: 'cancelled', itemIds: [] })] : 'No plan runs.';
      }
      case 'insolvent': {
        const cutOff = fact.cutOff === undefined ? day : shifted(fact.cutOff);
        return [report('customer.insolvent', { holdId: `${customerId}/insolvency-${told}`, cutOff })];
      }
      case 'insolvency ended': {
        const hold = books.holds.findLast(({ kind, endedAt }) => kind === 'legal' && endedAt === null);
        return hold ? [report('hold.released', { holdId: hold.id })] : 'The customer is not insolvent.';
      }
      case 'customer changed':
        return [report('customer.changed', { set: CUSTOMER_SETTINGS[fact.setting]?.read(fact.value) ?? {} })];
      case 'mails':
      case 'engine down':
        return [];
    }

    function credited(itemId: string, amount: number): Report {
      return report('creditNote.issued', { creditNoteId: `${itemId}/credit-${told}`, itemId, amount });
    }
  };
}

type MovedFact = Extract<StoryFact, { what: 'moved' | 'invoice moved' }>;

const stagesNamed = ({ stage }: MovedFact): Map<string, string> => new Map(stage ? [[stage.old, stage.now]] : []);

/** Why it cannot go that way; undefined: it can. */
function noWay({ problems, used }: ReturnType<typeof wayBetween>, { stage, journey }: MovedFact): string | undefined {
  if (problems.length > 0) return problems.join(' ');
  return stage && used.length === 0 ? `No stage "${stage.old}" is gone or of another type in ${journey}.` : undefined;
}
