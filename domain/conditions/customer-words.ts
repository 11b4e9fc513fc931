/** What conditions may ask about a customer and about one of his invoices. `docs/journeys/conditions.md` holds this table; a test keeps both the same. */
import { addMonths, daysBetween, type LocalDate } from '../calendar.js';
import { PAST_ITEMS } from '../ledger/booking/history.js';
import { minorDigits } from '../money.js';
import type { AccountRow, CustomerRow, ItemRow, OpenTotals, PaidBy, PastItem } from '../rows.js';
import type { Vocabulary } from './vocabulary.js';

export interface AboutCustomer {
  customer: CustomerRow;
  /** All of the customer's. */
  accounts: readonly AccountRow[];
  /** Whether he agreed that we collect by ourselves, by a method that works. */
  hasAutopay: boolean;
  /** The day where the customer is. */
  today: LocalDate;
  /** Over all open invoices; left out: not counted. */
  totals?: OpenTotals | undefined;
}
export interface AboutInvoice extends AboutCustomer {
  /** Left out: no invoice is asked about. */
  item?: Pick<ItemRow, 'amount' | 'open' | 'currency' | 'dueOn' | 'product'> | undefined;
}

const MONEY = 'whole units of his currency';
const INVOICE_MONEY = 'whole units of its currency';

/** Amounts are whole euros, dollars …, rounded down, of the accounts in the customer's own currency; what he has in others is left out. */
export const CUSTOMER_WORDS: Vocabulary<AboutCustomer> = {
  'customer.country': { type: 'text', says: 'where he is, as two capital letters', of: ({ customer }) => customer.country },
  'customer.currency': { type: 'text', says: 'what he pays in, as three capital letters', of: ({ customer }) => customer.currency },
  'customer.riskClass': {
    type: 'text',
    values: ['low', 'normal', 'high'],
    says: 'his risk as the credit desk sees it',
    of: ({ customer }) => customer.riskClass,
  },
  'customer.deliverBy': {
    type: 'text',
    values: ['email', 'paper', 'outside'],
    says: 'how his invoices come',
    of: ({ customer }) => customer.deliverBy,
  },
  'customer.kind': {
    type: 'text',
    values: ['business', 'consumer'],
    says: 'whether he buys for a business; unknown until somebody says it',
    of: ({ customer }) => customer.kind ?? undefined,
  },
  'customer.industry': {
    type: 'text',
    says: 'as your books call it; unknown until somebody says it',
    of: ({ customer }) => customer.industry ?? undefined,
  },
  'customer.size': {
    type: 'text',
    values: ['small', 'medium', 'large'],
    says: 'unknown until somebody says it',
    of: ({ customer }) => customer.size ?? undefined,
  },
  'customer.paysBy': {
    type: 'text',
    values: ['transfer', 'online', 'cheque', 'debit', 'cash'],
    says: 'how he says that he pays; unknown until somebody says it',
    of: ({ customer }) => customer.paysBy ?? undefined,
  },
  'customer.averageDaysLate': {
    type: 'number',
    unit: 'whole days, rounded',
    least: 0,
    says: 'the mean of the last 12 invoices that he paid, one paid in time counting 0; unknown before the first',
    of: ({ customer }) => averageDaysLate(customer.history),
  },
  'customer.lateOfLast6': {
    type: 'number',
    unit: 'invoices',
    least: 0,
    most: 6,
    says: 'how many of the last 6 invoices that he paid were paid after their due date; unknown before the first',
    of: ({ customer }) =>
      customer.history.length === 0 ? undefined : customer.history.slice(-6).filter(({ daysLate }) => daysLate > 0).length,
  },
  'customer.paidOnlineInARow': {
    type: 'number',
    unit: 'invoices',
    least: 0,
    most: PAST_ITEMS,
    says: 'the last ones that were paid online or collected by us, without another between; unknown where nobody knows how the last one was paid',
    of: ({ customer }) => inARow({ history: customer.history, by: ['online', 'collected'] }),
  },
  'customer.paidByChequeInARow': {
    type: 'number',
    unit: 'invoices',
    least: 0,
    most: PAST_ITEMS,
    says: 'the last ones that were paid by cheque, without another between; unknown where nobody knows how the last one was paid',
    of: ({ customer }) => inARow({ history: customer.history, by: ['cheque'] }),
  },
  'customer.hasAutopay': { type: 'yes or no', says: 'whether we may collect by ourselves', of: ({ hasAutopay }) => hasAutopay },
  'customer.monthsKnown': {
    type: 'number',
    unit: 'whole months',
    least: 0,
    says: 'since he became a customer',
    of: ({ customer, today }) => monthsBetween(customer.knownSince, today),
  },
  'customer.creditLimit': {
    type: 'number',
    unit: MONEY,
    least: 0,
    says: 'the limit that was decided; unknown before',
    of: ({ customer }) => (customer.creditLimit === null ? undefined : wholeUnits(customer.creditLimit, customer.currency)),
  },
  'customer.balance': {
    type: 'number',
    unit: MONEY,
    least: 0,
    says: 'what is open on his invoices, disputed parts included',
    of: ({ customer, accounts }) => {
      let balance = 0;
      for (const account of accounts) if (account.currency === customer.currency) balance += account.balance;
      return wholeUnits(balance, customer.currency);
    },
  },
  'customer.overdue': {
    type: 'number',
    unit: MONEY,
    least: 0,
    says: 'what is open on his invoices whose due date is over, disputed parts included',
    of: ({ customer, totals }) => totals && wholeUnits(totals.overdue, customer.currency),
  },
  'customer.openInvoices': {
    type: 'number',
    unit: 'invoices',
    least: 0,
    says: 'how many are open, in any currency',
    of: ({ totals }) => totals?.items,
  },
};

/** Words that need sums over all open invoices. */
export const TOTALS: readonly string[] = ['customer.overdue', 'customer.openInvoices'];

export const INVOICE_WORDS: Vocabulary<AboutInvoice> = {
  'invoice.daysOverdue': {
    type: 'number',
    unit: 'whole days',
    least: 0,
    says: 'since its due date ended; 0 before',
    of: ({ item, today }) => item && Math.max(0, daysBetween(item.dueOn, today)),
  },
  'invoice.amount': {
    type: 'number',
    unit: INVOICE_MONEY,
    least: 0,
    says: 'what it was issued over',
    of: ({ item }) => item && wholeUnits(item.amount, item.currency),
  },
  'invoice.open': {
    type: 'number',
    unit: INVOICE_MONEY,
    least: 0,
    says: 'what is still open on it',
    of: ({ item }) => item && wholeUnits(item.open, item.currency),
  },
  'invoice.currency': { type: 'text', says: 'what it is in, as three capital letters', of: ({ item }) => item?.currency },
  'invoice.product': {
    type: 'text',
    says: 'what was sold, as your books call it; unknown until somebody says it',
    of: ({ item }) => item?.product ?? undefined,
  },
};

/** The word of conditions on one invoice: what his customer is, and what it is itself. */
export const SEGMENT_WORDS: Vocabulary<AboutInvoice> = { ...CUSTOMER_WORDS, ...INVOICE_WORDS };

const AVERAGED = 12;
function averageDaysLate(history: readonly PastItem[]): number | undefined {
  const from = Math.max(0, history.length - AVERAGED);
  let days = 0;
  for (let index = from; index < history.length; index += 1) days += Math.max(0, history[index]?.daysLate ?? 0);
  return history.length === 0 ? undefined : Math.round(days / (history.length - from));
}

function inARow({ history, by }: { history: readonly PastItem[]; by: readonly PaidBy[] }): number | undefined {
  const last = history.at(-1)?.by ?? 'unknown';
  if (last === 'unknown') return undefined;
  const other = history.findLastIndex((past) => !by.includes(past.by));
  return history.length - 1 - other;
}

/** Minor units as whole major units, rounded down; never by a float. */
function wholeUnits(amount: number, currency: string): number {
  const unit = 10 ** minorDigits(currency);
  return (amount - (((amount % unit) + unit) % unit)) / unit;
}

function monthsBetween(from: LocalDate, to: LocalDate): number {
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return Math.max(0, addMonths(from, months) > to ? months - 1 : months);
}
