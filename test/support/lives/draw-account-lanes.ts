/** Lanes of accounts, in the long form: a ladder of states, and a statement of each month. */
import fc from 'fast-check';
import type { LaneForm } from './draw-journey.js';

interface ThresholdForm {
  days?: number;
  after?: 'due' | 'issue';
  invoices?: number;
  balance?: { amount: number; currency: string }[];
}
interface SendForm {
  name: string;
  send: string;
}
export interface StateForm {
  name: string;
  from: ThresholdForm;
  severe?: true;
  send: SendForm[];
  hold: string[];
  ask: string[];
}
export interface OverdueForm {
  tolerance?: { amount: number; currency: string }[];
  states: StateForm[];
  leaving?: Record<string, SendForm[]>;
}
export interface StatementForm {
  at: { dayOfMonth: number } | { lastBusinessDay: true };
  statement: { send: string; by?: string[] };
}

const MEASURES = ['due', 'due', 'issue', 'invoices', 'balance'] as const;
type Measure = (typeof MEASURES)[number];

const stateDraw = fc.record({
  /** In place of the ladder's own. */
  measure: fc.option(fc.constantFrom(...MEASURES), { nil: undefined, freq: 4 }),
  gap: fc.integer({ min: 1, max: 9 }),
  sends: fc.constantFrom(true, true, true, false),
  severe: fc.boolean(),
  hold: fc.subarray(['orders', 'service']),
  asks: fc.boolean(),
});

const TEMPLATES = ['overdue', 'second-reminder', 'final-notice'];

/** What the state at that place of the ladder is reached at. */
function thresholdOf({ measure, place, days }: { measure: Measure; place: number; days: number }): ThresholdForm {
  if (measure === 'invoices') return { invoices: place + 1 + (days % 2) };
  if (measure === 'balance') return { balance: [{ amount: 700 * (place + 1) + 10 * days, currency: 'EUR' }] };
  return { days, after: measure };
}

/** A count that is drawn beside another one is the higher one. */
const isLower = (a: ThresholdForm, b: ThresholdForm): boolean =>
  a.invoices !== undefined && b.invoices !== undefined && a.invoices <= b.invoices;

const overdue = fc
  .record({
    measure: fc.constantFrom(...MEASURES),
    draws: fc.array(stateDraw, { minLength: 1, maxLength: 3 }),
    leaving: fc.option(fc.nat(2), { nil: undefined, freq: 2 }),
    tolerance: fc.option(fc.constantFrom(100, 650), { nil: undefined, freq: 2 }),
  })
  .map(({ measure, draws, leaving, tolerance }): OverdueForm => {
    const states: StateForm[] = [];
    let days = 2;
    for (const [place, draw] of draws.entries()) {
      days += draw.gap;
      const before = states.at(-1);
      const from = thresholdOf({ measure: draw.measure ?? measure, place, days });
      if (before && isLower(from, before.from)) from.invoices = (before.from.invoices ?? 0) + 1;
      states.push({
        name: `OD${place + 1}`,
        from,
        ...(draw.severe && before && before.send.length > 0 && { severe: true as const }),
        send: draw.sends ? [{ name: `od${place + 1}`, send: TEMPLATES[place] ?? 'overdue' }] : [],
        hold: draw.hold,
        ask: draw.asks ? ['ar-desk'] : [],
      });
    }
    const left = leaving === undefined ? undefined : states[leaving];
    return {
      ...(tolerance !== undefined && { tolerance: [{ amount: tolerance, currency: 'EUR' }] }),
      states,
      ...(left && { leaving: { [left.name]: [{ name: 'od-over', send: 'thank-you' }] } }),
    };
  });

const statement = fc
  .record({
    at: fc.oneof(
      fc.constantFrom(1, 5, 15, 31).map((dayOfMonth) => ({ dayOfMonth })),
      fc.constant({ lastBusinessDay: true as const }),
    ),
    by: fc.option(fc.constant<string[]>(['letter']), { nil: undefined, freq: 2 }),
  })
  .map(({ at, by }): StatementForm => ({ at, statement: { send: 'statement', ...(by && { by }) } }));

/** The two lanes of accounts; each in some journeys. */
export const accountLanes: fc.Arbitrary<Record<string, LaneForm>> = fc
  .record({
    overdue: fc.option(overdue, { nil: undefined, freq: 2 }),
    statement: fc.option(statement, { nil: undefined, freq: 2 }),
  })
  .map((drawn) => ({
    ...(drawn.overdue && { dunning: { for: 'account', stages: { overdue: { ...drawn.overdue } } } }),
    ...(drawn.statement && { statements: { for: 'account', stages: { statement: { ...drawn.statement } } } }),
  }));
