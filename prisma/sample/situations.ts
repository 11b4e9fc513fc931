/** How the customers of the sample business stand. Days count from today: negative ones are past. */

/** An open invoice, chased as the journey would have chased it up to yesterday. */
export interface OpenInvoice {
  due: number;
  /** Not brought to the customer yet. */
  waiting?: true;
  /** Minor units; without it an amount is drawn. */
  amount?: number;
  /** What was paid of it on that day, in hundredths. */
  partPaid?: { percent: number; on: number };
  /** Of how many hundredths, since when, and when it was decided against the customer. */
  dispute?: { percent: number; opened: number; resolved?: number };
}

export interface Situation {
  open: OpenInvoice[];
  /** When his earlier invoices were paid, counted from their due dates. */
  paid: 'early' | 'late' | 'by card';
  /** A card of the simulated gateway with which he pays by himself. */
  card?: string;
  /** Minor units, placed on that day. */
  order?: { amount: number; on: number };
  /** Money on that day that names no invoice: as much as his first open one in hundredths. */
  unapplied?: { percent: number; on: number };
  /** Nobody has decided on his credit yet. */
  risk?: 'high';
}

const early = (...open: OpenInvoice[]): Situation => ({ open, paid: 'early' });
const late = (...open: OpenInvoice[]): Situation => ({ open, paid: 'late' });
const byCard = (card: string, due: number): Situation => ({ open: [{ due }], paid: 'by card', card });

/**
 * One of each customer, in turn for the two legal entities. About ten of them hear from Duly on the first day; the others' last steps are behind them
 * and their next ones more than a day away, so a start late in the evening sends no more than one in the morning.
 */
export const SITUATIONS: readonly Situation[] = [
  // Nothing to do: not due for days.
  early({ due: 21 }),
  early({ due: 18 }),
  early({ due: 9 }, { due: 26 }),
  early({ due: 12 }),
  early({ due: 24 }),
  late({ due: 15 }),
  late({ due: 7 }, { due: 22 }),
  late({ due: 11 }),
  early(),
  late(),
  // Today: an invoice to be brought, one to be written over an order, a friendly word before or after the due date, a second one, a last one.
  early({ due: 30, waiting: true }),
  early({ due: 30, waiting: true }, { due: 8 }),
  { ...early({ due: 14 }), order: { amount: 184_500, on: 0 } },
  early({ due: 3 }),
  late({ due: 3 }, { due: 17 }),
  early({ due: -1 }),
  late({ due: -1 }),
  late({ due: -10 }),
  late({ due: -30 }, { due: -13 }),
  // Reminded already, and left in peace until the next step.
  late({ due: -3 }),
  late({ due: -5 }, { due: 10 }),
  late({ due: -7 }),
  early({ due: -6 }),
  late({ due: -15 }),
  late({ due: -21 }, { due: -4 }),
  late({ due: -18, partPaid: { percent: 50, on: -9 } }),
  late({ due: -26 }),
  late({ due: -41 }),
  late({ due: -60 }, { due: -35 }),
  // Disputed: all of it, a part of it, and one decided yesterday, who is asked how it went and left in peace for some days.
  early({ due: -12, dispute: { percent: 100, opened: -8 } }),
  late({ due: -20, dispute: { percent: 100, opened: -25 } }, { due: 13 }),
  late({ due: -16, dispute: { percent: 30, opened: -14 } }),
  early({ due: -24, dispute: { percent: 100, opened: -20, resolved: -1 } }),
  // Paying by card: drawn later, told of it already, drawn today, and declined today.
  byCard('pm_card_good', 16),
  byCard('pm_card_good', 2),
  byCard('pm_card_good', 0),
  byCard('pm_card_script_insufficient_funds__ok', 0),
  // Money that names no invoice covers what is overdue; an order beyond the limit; credit that a person must decide.
  { ...late({ due: -9 }), unapplied: { percent: 100, on: -2 } },
  { ...early({ due: 19, amount: 940_000 }), order: { amount: 1_475_000, on: -1 } },
  { open: [], paid: 'early', order: { amount: 320_000, on: 0 }, risk: 'high' },
];
