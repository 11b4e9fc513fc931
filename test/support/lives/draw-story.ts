/** What happens to a customer, out of nothing: who he is, and what is reported of him when. What an event means is told in the moment (`report-of.ts`). */
import fc from 'fast-check';
import type { CustomerRow } from '../../../domain/rows.js';
import type { JourneyForm, LettersForm } from './draw-journey.js';
import { fullJourneyDraw } from './draw-more.js';
import { type MoveDraw, movesDraw, type OwnDraw, ownDraw } from './draw-moves.js';

/** With how often each is drawn. */
const EVENTS = {
  invoice: 10,
  'many invoices': 1,
  order: 4,
  delivered: 3,
  undeliverable: 1,
  refused: 2,
  'steps taken': 1,
  pay: 6,
  'pay a part': 3,
  'pay too much': 1,
  'pay without a reference': 3,
  'pay early': 1,
  'pay the oldest': 2,
  apply: 3,
  cheque: 14,
  'cheque clears': 8,
  'cheque comes back': 8,
  'cheque is paid': 1,
  plan: 4,
  'cancel plan': 1,
  'pay an instalment': 3,
  insolvent: 1,
  'pay short': 5,
  refund: 4,
  'charge back': 8,
  'chargeback answered': 12,
  'credit note': 2,
  'write off': 1,
  'undo write-off': 1,
  promise: 5,
  dispute: 3,
  'dispute a part': 3,
  resolve: 5,
  'hold item': 2,
  'says something': 4,
  'hold all': 2,
  'hold account': 1,
  'hold surveys': 1,
  'hold collecting': 1,
  release: 4,
  'hold for a moment': 5,
  'due date': 6,
  contact: 2,
  method: 12,
  fail: 3,
  decide: 6,
  answer: 8,
  'move house': 2,
  nothing: 1,
} as const;
export type EventKind = keyof typeof EVENTS;

export interface StoryEvent {
  /** Minutes after the one before it. */
  after: number;
  what: EventKind;
  /** Chooses among what there is. */
  pick: number;
  part: number;
  yes: boolean;
  /** Waits, though not for ever, until something is decided that has not gone yet, and comes between. */
  racing: boolean;
}

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'];

const HOUR = 60;
const event: fc.Arbitrary<StoryEvent> = fc
  .record({
    after: fc.oneof(
      fc.constantFrom(0, 0, 1, 7 * HOUR, 24 * HOUR, 10 * 24 * HOUR),
      fc.integer({ min: 1, max: 36 * HOUR }),
      fc.integer({ min: HOUR, max: 9 * 24 * HOUR }),
    ),
    what: fc.oneof(...Object.entries(EVENTS).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind as EventKind) }))),
    pick: fc.nat(11),
    part: fc.constantFrom(1, 2, 3),
    yes: fc.boolean(),
    racing: fc.constantFrom(false, false, false, false, false, false, true),
  })
  .map((one) => (one.what === 'hold for a moment' || (one.what === 'due date' && one.yes) ? { ...one, racing: true } : one));

/** Most lives begin with an invoice, many with an agreement to collect. */
const opening = fc
  .constantFrom<EventKind[]>(['method', 'invoice'], ['method', 'invoice', 'invoice'], ['invoice'], ['invoice', 'many invoices'], [])
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((what) =>
        event.map((one): StoryEvent => ({ ...one, what, part: 3 - (one.part % 2), after: one.after % (26 * HOUR), racing: false })),
      ),
    ),
  );

export type CustomerDraw = Pick<CustomerRow, 'timeZone' | 'deliverBy' | 'riskClass' | 'billingCycle' | 'billingDay' | 'dueDay' | 'netDays'>;

const customer: fc.Arbitrary<CustomerDraw> = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  deliverBy: fc.constantFrom('email', 'email', 'email', 'outside', 'paper'),
  riskClass: fc.constantFrom('low', 'normal', 'high'),
  billingCycle: fc.constantFrom('order', 'order', 'monthly'),
  billingDay: fc.constantFrom(null, 1, 15, 31),
  dueDay: fc.constantFrom(null, null, 25),
  netDays: fc.integer({ min: 0, max: 20 }),
});

/** How tries to collect end, chosen by the charge and how often it was tried. */
const ANSWERS = [
  'collected',
  'collected',
  'collected',
  'insufficient_funds',
  'insufficient_funds',
  'do_not_honor',
  'insufficient_funds',
  'expired_card',
  'stolen_card',
  'processing_error',
  'MD07',
  'ours',
  'ours',
  'unknown',
];

export interface Life {
  form: JourneyForm;
  customer: CustomerDraw;
  /** The first day. */
  first: string;
  events: StoryEvent[];
  answers: string[];
  /** Whether effects take their time, and mail bounces. */
  slow: boolean;
  /** Minutes after the start of moments at which the engine is woken for nothing. */
  wakes: number[];
  /** The engine stands still after so many events, so many minutes later, for so many minutes. */
  down: { after: number; later: number; minutes: number };
  /** Other versions and journeys to which he is moved, in the order of time. */
  moves: MoveDraw[];
  /** The journey that one of his invoices walks for a time; only where he is not moved himself. */
  own?: OwnDraw | undefined;
}

/** Until half past eleven everybody's turn has come, however the journey spreads them. */
const letters: fc.Arbitrary<LettersForm | undefined> = fc.option(
  fc.record(
    {
      days: fc.constantFrom('every', 'business'),
      before: fc.constantFrom('11:30', '15:00'),
      atMost: fc.record({ week: fc.integer({ min: 1, max: 2 }) }),
    },
    { requiredKeys: ['days', 'before'] },
  ),
  { nil: undefined },
);

const LIFE = {
  form: fullJourneyDraw,
  customer,
  first: fc.constantFrom('2024-02-12', '2025-03-20', '2026-09-25', '2027-01-04', '2027-10-18'),
  events: fc.tuple(opening, fc.array(event, { minLength: 5, maxLength: 24, size: 'max' })).map(([first, events]) => [...first, ...events]),
  answers: fc.array(fc.constantFrom(...ANSWERS), { minLength: 1, maxLength: 6, size: 'max' }),
  slow: fc.boolean(),
  wakes: fc.array(fc.nat(100 * 24 * HOUR), { minLength: 4, maxLength: 12, size: 'max' }),
  down: fc.record({
    after: fc.integer({ min: 2, max: 24 }),
    later: fc.nat(20 * 24 * HOUR),
    minutes: fc.integer({ min: 10, max: 15 * 24 * HOUR }),
  }),
  moves: movesDraw,
  letters,
  own: ownDraw,
};
/** Drawn after all else, so that the rest of a life is drawn as it was before. */
export const lifeDraw: fc.Arbitrary<Life> = fc.record(LIFE).map(({ letters: printed, form, ...life }) => ({
  ...life,
  form: printed ? { ...form, contact: { ...form.contact, letters: printed } } : form,
}));
