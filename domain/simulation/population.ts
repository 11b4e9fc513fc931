/** Where simulated customers come from. What is drawn of them is decided by `drawn`, a random number for each purpose. */
import type { ToldPaidBy } from '../facts.js';
import type { Profile } from './profile.js';
import { minorOf } from './profile.js';
import { chosen, quantile } from './random.js';

export type Drawn = (purpose: string) => number;

export interface Population {
  from: 'profile' | 'history';
  name: string;
  /** What the source itself does not say: response, costs, where customers live, how disputes go. */
  profile: Profile;
  /** Sentences about what was read and what was left out. */
  notes: string[];
  customer(drawn: Drawn): CustomerSketch;
}

/** What kind of customer one is. */
export interface CustomerSketch {
  segment: string;
  currency: string;
  deliverBy: 'email' | 'paper';
  invoicesAYear: number;
  /** He agreed that we collect. */
  autopay: boolean;
  /** The share of collections that are declined, 0 to 1. */
  declined: number;
  /** The share of his disputes that end with a credit note, 0 to 1. */
  credited: number;
  invoice(drawn: Drawn): InvoiceSketch;
}

export interface InvoiceSketch {
  /** Minor units. */
  amount: number;
  netDays: number;
  /** Days after due on which it is paid if nobody is contacted; null: never. */
  daysLate: number | null;
  disputed: boolean;
  partly: boolean;
  /** Null: nobody says. */
  paidBy: ToldPaidBy | null;
}

/** The customers that a profile describes. */
export function populationOfProfile(profile: Profile): Population {
  const segments = Object.entries(profile.segments);
  const shares = segments.map(([, { share }]) => share);
  return {
    from: 'profile',
    name: profile.profile,
    profile,
    notes: [],
    customer(drawn) {
      const [name, segment] = segments[chosen(shares, drawn('segment'))] as (typeof segments)[number];
      const { currency = profile.currency, disputed = profile.disputed, partly = profile.partly } = segment;
      const paidBy = paymentsBy({ ways: segment.paidBy ?? profile.paidBy, otherwise: profile.paidOtherwise, drawn });
      return {
        segment: name,
        currency,
        deliverBy: 'email',
        invoicesAYear: segment.invoices,
        autopay: isOf(drawn('autopay'), segment.autopay ?? profile.autopay),
        declined: (segment.declined ?? profile.declined) / 100,
        credited: profile.disputes.credited / 100,
        invoice: (of) => ({
          amount: Math.max(1, minorOf(quantile(segment.amount, of('amount')), currency)),
          netDays: segment.netDays,
          daysLate: isOf(of('never'), segment.never) ? null : Math.round(quantile(segment.daysLate, of('days late'))),
          disputed: isOf(of('disputed'), disputed),
          partly: isOf(of('partly'), partly),
          paidBy: paidBy(of),
        }),
      };
    },
  };
}

/** How a customer of such habits pays each invoice: mostly in a way of his own. */
export function paymentsBy({
  ways,
  otherwise,
  drawn,
}: {
  ways: Profile['paidBy'];
  /** Percent of the payments. */
  otherwise: number;
  /** His own numbers. */
  drawn: Drawn;
}): (of: Drawn) => ToldPaidBy | null {
  const weights = Object.entries(ways) as [ToldPaidBy, number][];
  const one = (number: number): ToldPaidBy | null =>
    weights[
      chosen(
        weights.map(([, weight]) => weight),
        number,
      )
    ]?.[0] ?? null;
  const usual = one(drawn('pays by'));
  return (of) => (isOf(of('paid otherwise'), otherwise) ? one(of('paid by')) : usual);
}

/** Whether the number falls into a share in percent. */
export const isOf = (drawn: number, percent: number): boolean => drawn * 100 < percent;
