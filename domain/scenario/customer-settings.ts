/** What a scenario may say of its customer; everything else is as in `describedCustomer`. */
import { isDate, isTimeZone, type LocalDate } from '../calendar.js';
import { type Channel, RANKS, type Rank, type Reach } from '../contacts/purposes.js';
import { isCurrency, minorDigits, parseDecimal } from '../money.js';
import type { CustomerRow, PastItem } from '../rows.js';
import { stranger } from '../stranger.js';

/** Reads the words of one setting; undefined where they are none of its values. */
interface Setting {
  expected: string;
  read(words: string): Partial<CustomerRow> | undefined;
}

const words = <Key extends keyof CustomerRow>(key: Key, known: readonly CustomerRow[Key][]): Setting => ({
  expected: known.join(' or '),
  read: (given) => (known.includes(given as CustomerRow[Key]) ? ({ [key]: given } as Partial<CustomerRow>) : undefined),
});
const matching = (key: keyof CustomerRow, holds: (given: string) => boolean, expected: string): Setting => ({
  expected,
  read: (given) => (holds(given) ? ({ [key]: given } as Partial<CustomerRow>) : undefined),
});
const whole = (key: keyof CustomerRow, from: number, to: number): Setting => ({
  expected: `a whole number from ${from} to ${to}`,
  read: (given) => (/^\d{1,4}$/.test(given) && Number(given) >= from && Number(given) <= to ? { [key]: Number(given) } : undefined),
});

const spoken = (rank: Rank): string => rank.replaceAll('-', ' ');
const BY_BOTH: readonly Channel[] = ['email', 'letter'];
/** The contact for all that every customer of a scenario has. */
const usualContact = (): Reach[] => [{ purpose: 'all', by: [...BY_BOTH] }];

/** By their names in the file. */
export const CUSTOMER_SETTINGS: Readonly<Record<string, Setting>> = {
  country: matching('country', (given) => /^[A-Z]{2}$/.test(given), 'two capital letters like DE'),
  timeZone: matching('timeZone', isTimeZone, 'an IANA time zone like Europe/Berlin'),
  language: matching('locale', (given) => /^[a-z]{2}(-[A-Z]{2})?$/.test(given), 'a language like en or de-AT'),
  currency: matching('currency', isCurrency, 'an ISO 4217 code like EUR'),
  netDays: whole('netDays', 0, 365),
  dueDay: whole('dueDay', 1, 31),
  paymentRun: whole('paymentRun', 1, 31),
  billingCycle: words('billingCycle', ['order', 'monthly']),
  billingDay: whole('billingDay', 1, 31),
  deliverBy: words('deliverBy', ['email', 'paper', 'outside']),
  riskClass: words('riskClass', ['low', 'normal', 'high']),
  kind: words('kind', ['business', 'consumer']),
  industry: matching('industry', (given) => given.trim() !== '' && given.length <= 80, 'a word of at most 80 characters'),
  size: words('size', ['small', 'medium', 'large']),
  paysBy: words('paysBy', ['transfer', 'online', 'cheque', 'debit', 'cash']),
  knownSince: matching('knownSince', isDate, 'a date like 2020-01-31'),
  averageDaysLate: {
    expected: 'a whole number from 0 to 365',
    read: (given) => (/^\d{1,3}$/.test(given) && Number(given) <= 365 ? { history: paidBefore(Number(given)) } : undefined),
  },
  contacts: {
    expected: `contacts in their order, like accounts payable, finance director; there are ${RANKS.map(spoken).join(', ')}`,
    read(given) {
      const ranks = given.split(/\s*,\s*/).map((one) => RANKS.find((rank) => spoken(rank) === one.toLowerCase()));
      const found = ranks.flatMap((rank) => (rank ? [{ purpose: rank, by: [...BY_BOTH] }] : []));
      return found.length < ranks.length ? undefined : { reachable: [...usualContact(), ...found] };
    },
  },
  creditLimit: {
    expected: 'an amount like EUR 5000',
    read(given) {
      const [, currency = '', number = ''] = /^([A-Z]{3}) (\S+)$/.exec(given) ?? [];
      const amount = isCurrency(currency) ? parseDecimal(number, minorDigits(currency)) : undefined;
      return amount === undefined || amount < 0 ? undefined : { currency, creditStatus: 'approved', creditLimit: amount };
    },
  },
};

/** Invoices that were paid so many days late, long before the scenario. */
const paidBefore = (daysLate: number): PastItem[] =>
  [1, 2, 3, 4, 5, 6].map((month) => ({ item: `before-${month}`, paidOn: `2000-0${month}-28`, daysLate, by: 'unknown' }));

/** The customer of a scenario before anything happened: a new one in Germany, UTC and English, who gets mail and pays 30 days after issue. */
export const describedCustomer = ({
  id,
  legalEntityId,
  journeyId,
  since,
  said,
}: Pick<CustomerRow, 'id' | 'legalEntityId' | 'journeyId'> & { since: LocalDate; said: Partial<CustomerRow> }): CustomerRow => ({
  id,
  legalEntityId,
  journeyId,
  timeZone: 'UTC',
  locale: 'en',
  country: 'DE',
  currency: 'EUR',
  netDays: 30,
  dueDay: null,
  billingCycle: 'order',
  billingDay: null,
  deliverBy: 'email',
  riskClass: 'normal',
  knownSince: since,
  creditStatus: 'unknown',
  creditLimit: null,
  creditDecidedAt: null,
  ...stranger(),
  reachable: usualContact(),
  ...said,
});
