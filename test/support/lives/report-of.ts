import type { FactData, Report } from '../../../domain/facts.js';
import type { ChequeRow, ReasonClass, Stoppable } from '../../../domain/rows.js';
import type { MemoryBook } from '../../../domain/simulator/memory-book.js';
import type { StoryEvent } from './draw-story.js';
import { ZONES } from './draw-story.js';
import { dayAt, later } from './own-calendar.js';
import { aboutToBeTold, contactChanged, dueDateChanged } from './report-changes.js';

const HOLD_KINDS = ['manual', 'legal', 'imported', 'restored', 'incomplete'] as const;
const SAID = ['said-to-be-paid', 'reply-waiting', 'cheque-in-the-post'] as const;
const CODES: [string, ReasonClass][] = [
  ['insufficient_funds', 'soft_funds'],
  ['stolen_card', 'hard_fraud'],
  ['expired_card', 'fix_data'],
  ['MD07', 'party'],
  ['processing_error', 'technical_network'],
  ['duplicate_transaction', 'technical_ours'],
  ['outcome_unknown', 'outcome_unknown'],
];
const DECISIONS: Record<string, string[]> = {
  'credit-review': ['approved', 'declined'],
  'order-over-limit': ['release', 'hold'],
  undelivered: ['send again', 'delivered'],
  refused: ['send again', 'delivered'],
  call: ['done', 'not reached'],
  'said-to-be-paid': ['found', 'not found'],
  'reply-waiting': ['answered'],
  'cheque-in-the-post': ['arrived', 'not arrived'],
  'payment-unknown': ['collected', 'not collected', 'leave it'],
  ours: ['fixed', 'leave it'],
  'cheque-clearing': ['cleared', 'no funds', 'stopped'],
  'deposit-cheque': ['deposited', 'given up'],
  'file-claim': ['filed', 'not insolvent'],
  dispute: ['for the customer', 'against the customer'],
  'notice-missing': ['give notice', 'leave out'],
};
const CHEQUE_REASONS = ['no-funds', 'stopped', 'no-funds', 'wrong-date'] as const;

interface ReportOfInput {
  event: StoryEvent;
  /** The event's place in the story: ids come from it. */
  n: number;
  book: MemoryBook;
  now: number;
  /** The journey's own steps of items, in their order. */
  steps: string[];
}

/** What an event means in the present state of the books; nothing where it makes no sense. */
export function reportsOf({ event, n, book, now, steps }: ReportOfInput): Report[] {
  const { what, pick, part, yes } = event;
  const customer = book.customer();
  const today = dayAt(now, customer.timeZone);
  const common = { source: 'api', externalId: `e${n}`, effectiveOn: today };
  const accountId = book.accountFor('EUR');
  const one = <T>(rows: T[]): T | undefined => rows[pick % Math.max(1, rows.length)];
  const items = book.list('item');
  const open = one(items.filter((item) => item.open > 0));
  const any = one(items);
  const payment = one(book.list('payment'));
  const money = { accountId, currency: 'EUR', apply: 'named' as const, chargeId: null, attemptId: null, reference: null };
  const invoice = (id: string, days: number, delivered: boolean, prepaid = false): Report => ({
    ...common,
    externalId: id,
    type: 'invoice.issued',
    data: {
      itemId: id,
      accountId,
      number: id,
      amount: 600 * part,
      currency: 'EUR',
      dueOn: later(today, days),
      delivery: delivered ? 'delivered' : 'waiting',
      orderIds: [],
      ...(prepaid && { prepaid }),
    },
  });
  const paid = (amount: number, to?: string): Report[] => [
    { ...common, type: 'payment.received', data: { ...money, paymentId: `P${n}`, amount, shares: to ? [{ itemId: to, amount }] : [] } },
  ];
  const cheque = (status: ChequeRow['status']) => one(book.list('cheque').filter((known) => known.status === status));
  const hold = (
    kind: FactData['hold.placed']['kind'],
    scope: 'item' | 'account' | 'customer',
    subject: string,
    stops: Stoppable[],
  ): Report[] => [
    {
      ...common,
      type: 'hold.placed',
      data: { holdId: `H${n}`, kind, scope, subject, stops, endsAt: yes ? now + part * 60_000 * 60 * (1 + 20 * pick) : null },
    },
  ];

  switch (what) {
    case 'invoice':
      return [invoice(`I${n}`, pick < 10 ? pick * 2 : pick, yes, pick >= 10)];
    case 'many invoices':
      // More than may be under way at once only now and then: such a life takes twenty times as long as another.
      return Array.from({ length: part === 3 && pick < 4 ? 56 : 7 }, (_, at) => invoice(`I${n}-${at}`, pick, true));
    case 'order':
      return [
        { ...common, type: 'order.placed', data: { orderId: `O${n}`, accountId, amount: 15_000 * part, currency: 'EUR', credit: null } },
      ];
    case 'delivered': {
      const item = one(items.filter(({ delivery }) => delivery !== 'delivered'));
      return item ? [{ ...common, type: 'invoice.delivered', data: { itemId: item.id } }] : [];
    }
    case 'undeliverable': {
      const item = one(items.filter(({ delivery }) => delivery === 'waiting'));
      return item ? [{ ...common, type: 'invoice.undeliverable', data: { itemId: item.id, code: 'no_address' } }] : [];
    }
    case 'refused':
      return open ? [{ ...common, type: 'invoice.refused', data: { itemId: open.id, code: 'po_missing' } }] : [];
    case 'steps taken':
      return open
        ? [
            {
              ...common,
              type: 'steps.taken',
              data: { itemId: open.id, steps: steps.filter((name) => name !== 'before').slice(0, part), on: later(today, -part) },
            },
          ]
        : [];
    case 'pay':
      return open ? paid(open.open, open.id) : [];
    case 'pay a part':
      return open ? paid(Math.ceil(open.open / (part + 1)), open.id) : [];
    case 'pay too much':
      return open ? paid(open.open + 250, open.id) : [];
    case 'pay without a reference':
      return paid(300 * part);
    case 'pay early': {
      const requested = [{ invoice: `I${n + 1 + part}`, amount: 600 }];
      return [{ ...common, type: 'payment.received', data: { ...money, paymentId: `P${n}`, amount: 600, shares: [], requested } }];
    }
    case 'pay the oldest':
      return [
        {
          ...common,
          type: 'payment.received',
          data: { ...money, paymentId: `P${n}`, amount: 400 * part, shares: [], apply: 'oldest-first' },
        },
      ];
    case 'cheque': {
      const amount = part < 3 ? Math.ceil((open?.open ?? 0) / 2) : (open?.open ?? 0) + (part === 3 && yes ? 300 : 0);
      const sent = { chequeId: `Q${n}`, accountId, amount, currency: 'EUR', number: `cheque ${n}`, shares: [] };
      const given =
        part === 1 && yes
          ? { requested: [], apply: 'oldest-first' as const }
          : { requested: [{ itemId: open?.id ?? '', amount }], apply: 'named' as const };
      return open ? [{ ...common, type: 'cheque.received', data: { ...sent, ...given } }] : [];
    }
    case 'cheque clears': {
      const clears = cheque('clearing');
      return clears
        ? [{ ...common, type: 'cheque.cleared', data: { chequeId: clears.id, paymentId: `P${n}`, itemIds: [], shares: [] } }]
        : [];
    }
    case 'cheque comes back': {
      const back = cheque(part === 3 ? 'cleared' : 'clearing');
      const reason = CHEQUE_REASONS[pick % CHEQUE_REASONS.length] ?? 'no-funds';
      return back ? [{ ...common, type: 'cheque.returned', data: { chequeId: back.id, reason, paymentId: null, itemIds: [] } }] : [];
    }
    case 'cheque is paid': {
      const paidIn = cheque('clearing');
      const shares = paidIn?.parts ?? [];
      return paidIn
        ? [
            {
              ...common,
              type: 'payment.received',
              data: { ...money, paymentId: `P${n}`, amount: paidIn.amount, shares, reference: paidIn.number },
            },
          ]
        : [];
    }
    case 'plan': {
      const running = book.list('paymentPlan').filter(({ status }) => status === 'running');
      const free = items.filter(({ id, open: left }) => left > 0 && !running.some(({ itemIds }) => itemIds.includes(id)));
      const first = one(free);
      const planned = first ? [first, ...free.filter((item) => item !== first).slice(0, part - 1)] : [];
      const sum = planned.reduce((total, item) => total + item.open, 0);
      const each = Math.floor(sum / (part + 1));
      const instalments = Array.from({ length: part + 1 }, (_, at) => ({
        itemId: `L${n}/${at + 1}`,
        dueOn: later(today, pick + at * (yes ? 7 : 20)),
        amount: at === part ? sum - part * each : each,
      }));
      return each > 0
        ? [{ ...common, type: 'plan.made', data: { planId: `L${n}`, itemIds: planned.map(({ id }) => id), instalments } }]
        : [];
    }
    case 'cancel plan': {
      const running = one(book.list('paymentPlan').filter(({ status }) => status === 'running'));
      return running ? [{ ...common, type: 'plan.judged', data: { planId: running.id, outcome: 'cancelled', itemIds: [] } }] : [];
    }
    case 'pay an instalment': {
      const plan = one(book.list('paymentPlan'));
      const next = plan?.instalments[part - 1];
      return next ? paid(yes ? next.amount : Math.ceil(next.amount / 2), next.id) : [];
    }
    case 'insolvent':
      return [{ ...common, type: 'customer.insolvent', data: { holdId: `H${n}`, cutOff: later(today, 1 - pick) } }];
    case 'pay short':
      return open ? paid(Math.ceil(open.open * 0.95), open.id) : [];
    case 'apply': {
      const unapplied = one(book.list('payment').filter((candidate) => candidate.unapplied > 0));
      return unapplied && open
        ? [{ ...common, type: 'payment.applied', data: { paymentId: unapplied.id, shares: [{ itemId: open.id, amount: 600 }] } }]
        : [];
    }
    case 'refund':
      return payment ? [{ ...common, type: 'payment.refunded', data: { paymentId: payment.id, itemIds: [] } }] : [];
    case 'charge back':
      return payment
        ? [
            {
              ...common,
              type: 'payment.chargedBack',
              data: {
                chargebackId: `B${n}`,
                paymentId: payment.id,
                amount: Math.ceil(payment.amount / part),
                code: 'fraudulent',
                itemIds: [],
              },
            },
          ]
        : [];
    case 'chargeback answered': {
      const asked = one(book.list('chargeback').filter(({ status }) => status === 'open'));
      const data = {
        chargebackId: asked?.id ?? '',
        paymentId: asked?.paymentId ?? '',
        outcome: yes ? ('won' as const) : ('lost' as const),
        itemIds: [],
      };
      return asked ? [{ ...common, type: 'chargeback.resolved', data }] : [];
    }
    case 'credit note':
      return any ? [{ ...common, type: 'creditNote.issued', data: { creditNoteId: `N${n}`, itemId: any.id, amount: 200 * part } }] : [];
    case 'write off':
      return open
        ? [
            {
              ...common,
              type: 'invoice.writtenOff',
              data: { writeOffId: `W${n}`, itemId: open.id, amount: Math.ceil(open.open / part), code: 'small' },
            },
          ]
        : [];
    case 'undo write-off': {
      const standing = one(book.list('writeOff').filter(({ status }) => status === 'standing'));
      return standing ? [{ ...common, type: 'writeOff.undone', data: { writeOffId: standing.id, itemId: standing.itemId } }] : [];
    }
    case 'promise': {
      const data = { promiseId: `Z${n}`, itemId: open?.id ?? '', amount: Math.ceil((open?.open ?? 0) / part), by: later(today, pick) };
      return open ? [{ ...common, type: 'promise.made', data }] : [];
    }
    case 'dispute':
    case 'dispute a part': {
      const amount = what === 'dispute' ? (open?.amount ?? 0) : 150 * part;
      return open
        ? [{ ...common, type: 'dispute.opened', data: { disputeId: `D${n}`, itemId: open.id, amount, reasonCode: 'goods' } }]
        : [];
    }
    case 'resolve': {
      const dispute = one(book.list('dispute').filter(({ status }) => status === 'open'));
      const outcome = yes ? ('for-customer' as const) : ('against-customer' as const);
      return dispute ? [{ ...common, type: 'dispute.resolved', data: { disputeId: dispute.id, itemId: dispute.itemId, outcome } }] : [];
    }
    case 'hold item':
      return open ? hold(HOLD_KINDS[pick % HOLD_KINDS.length] ?? 'manual', 'item', open.id, ['reminders', 'escalation']) : [];
    case 'hold all':
      return hold(HOLD_KINDS[pick % 4] ?? 'manual', 'customer', customer.id, ['reminders', 'collecting', 'surveys', 'escalation']);
    case 'hold account':
      return hold(HOLD_KINDS[pick % 4] ?? 'manual', 'account', accountId, ['reminders', 'collecting', 'escalation']);
    case 'says something':
      return open
        ? [
            {
              ...common,
              type: 'hold.placed',
              data: {
                holdId: `H${n}`,
                kind: SAID[pick % SAID.length] ?? 'reply-waiting',
                scope: 'item',
                subject: open.id,
                stops: ['reminders', 'escalation'],
                endsAt: null,
              },
            },
          ]
        : [];
    case 'hold surveys':
      return hold('manual', 'customer', customer.id, ['surveys']);
    case 'hold collecting':
      return open ? hold('manual', yes ? 'item' : 'customer', yes ? open.id : customer.id, ['collecting']) : [];
    case 'release': {
      const held = one(book.list('hold').filter(({ id, endedAt }) => id.startsWith('H') && endedAt === null));
      return held ? [{ ...common, type: 'hold.released', data: { holdId: held.id } }] : [];
    }
    case 'hold for a moment': {
      const goes = aboutToBeTold(book);
      const [placed] = hold('manual', yes ? 'customer' : 'item', yes ? customer.id : (goes?.id ?? ''), ['reminders', 'escalation']);
      return placed && goes ? [placed, { ...common, externalId: `e${n}/over`, type: 'hold.released', data: { holdId: `H${n}` } }] : [];
    }
    case 'contact':
      return contactChanged({ event, common });
    case 'due date':
      return dueDateChanged({ event, common, book, open });
    case 'method':
      return [{ ...common, type: 'method.added', data: { methodId: `M${n}`, kind: 'card', providerRef: 'pm', autopay: part > 1 } }];
    case 'fail': {
      const [code, reasonClass] = CODES[pick % CODES.length] as [string, ReasonClass];
      if (!open) return [];
      const data = { chargeId: `X${n}`, attemptId: `X${n}/1`, itemIds: [open.id], methodId: null, code, reasonClass, attemptedAt: now };
      return [{ ...common, type: 'payment.failed', data }];
    }
    case 'decide': {
      const task = one(book.list('task').filter(({ status, kind }) => status === 'open' && Object.hasOwn(DECISIONS, kind)));
      const answers = DECISIONS[task?.kind ?? ''] ?? [];
      return task ? [{ ...common, type: 'task.decided', data: { taskId: task.id, outcome: answers[part % answers.length] ?? '' } }] : [];
    }
    case 'answer': {
      const survey = one(book.list('survey').filter(({ answeredAt }) => answeredAt === null));
      return survey ? [{ ...common, type: 'survey.answered', data: { surveyId: survey.id, score: pick } }] : [];
    }
    case 'move house':
      return [{ ...common, type: 'customer.changed', data: { set: { timeZone: ZONES[pick % ZONES.length] ?? 'UTC' } } }];
    case 'nothing':
      return [{ ...common, type: 'customer.changed', data: { set: { locale: 'de' } } }];
  }
}
