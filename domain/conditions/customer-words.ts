/** What conditions may ask about a customer and about one of his invoices. `docs/journeys/conditions.md` holds this table; a test keeps both the same. */
import { addMonths, daysBetween, type LocalDate } from '../calendar.js';
import { minorDigits } from '../money.js';
import type { AccountRow, CustomerRow, ItemRow } from '../rows.js';
import type { Vocabulary } from './vocabulary.js';

export interface AboutCustomer {
  customer: CustomerRow;
  /** All of the customer's. */
  accounts: readonly AccountRow[];
  /** Whether he agreed that we collect by ourselves, by a method that works. */
  hasAutopay: boolean;
  /** The day where the customer is. */
  today: LocalDate;
}
export interface AboutInvoice extends AboutCustomer {
  item: Pick<ItemRow, 'amount' | 'open' | 'currency' | 'dueOn'>;
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
};

export const INVOICE_WORDS: Vocabulary<AboutInvoice> = {
  'invoice.daysOverdue': {
    type: 'number',
    unit: 'whole days',
    least: 0,
    says: 'since its due date ended; 0 before',
    of: ({ item, today }) => Math.max(0, daysBetween(item.dueOn, today)),
  },
  'invoice.amount': {
    type: 'number',
    unit: INVOICE_MONEY,
    least: 0,
    says: 'what it was issued over',
    of: ({ item }) => wholeUnits(item.amount, item.currency),
  },
  'invoice.open': {
    type: 'number',
    unit: INVOICE_MONEY,
    least: 0,
    says: 'what is still open on it',
    of: ({ item }) => wholeUnits(item.open, item.currency),
  },
  'invoice.currency': { type: 'text', says: 'what it is in, as three capital letters', of: ({ item }) => item.currency },
};

/** The word of conditions on one invoice: what his customer is, and what it is itself. */
export const SEGMENT_WORDS: Vocabulary<AboutInvoice> = { ...CUSTOMER_WORDS, ...INVOICE_WORDS };

/** Minor units as whole major units, rounded down; never by a float. */
function wholeUnits(amount: number, currency: string): number {
  const unit = 10 ** minorDigits(currency);
  return (amount - (((amount % unit) + unit) % unit)) / unit;
}

function monthsBetween(from: LocalDate, to: LocalDate): number {
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return Math.max(0, addMonths(from, months) > to ? months - 1 : months);
}
