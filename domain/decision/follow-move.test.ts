import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dateAt, daysBetween, instantAt } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import { simulate } from '../simulator/simulate.js';
import { customerRow } from '../testing/customer.js';

interface Rung {
  name: string;
  days: number;
  severe: boolean;
  /** Repeated after so many days. */
  every?: number;
  /** A call; else a message. */
  isCall?: boolean;
}
type Ladder = Rung[];

const CUSTOMER = customerRow({ id: 'C1', journeyId: 'A' });
const DUE = '2026-04-01';
const START = '2026-03-01';
const on = (day: number) => instantAt({ date: addDays(START, day), time: '10:00', zone: 'UTC' });

/** Stages one after the other, each a ladder of reminders. */
const journeyOf = (name: string, stages: { name: string; ladder: Ladder }[]): Journey => {
  const places = stages.map((stage, index) => ({ ...stage, next: stages[index + 1]?.name ?? 'end' }));
  const lane = {
    for: 'item',
    stages: Object.fromEntries([
      ['delivery', { on: { delivered: stages[0]?.name ?? 'end' } }],
      ...places.map((stage) => [stage.name, { type: 'reminders', steps: stage.ladder.map(stepOf), on: { 'used up': stage.next } }]),
    ]),
  };
  return loadJourney({
    text: JSON.stringify({ journey: name, contact: { at: '09:00', zone: 'UTC' }, lanes: { collection: lane } }),
    file: 'journey.json',
  });
};
const stepOf = ({ name, days, severe, every, isCall }: Rung) => ({
  name,
  at: { days, from: 'due' },
  do: isCall ? { call: 'collector', within: { days: 2 } } : { send: 'overdue' },
  ...(severe && { severe }),
  ...(every && { every: { days: every } }),
});

interface Moved {
  journeys: Record<string, Journey>;
  moves: { day: number; to: string }[];
  /** A hold on the invoice from one day to another. */
  held?: { from: number; to: number };
}

function live({ journeys, moves, held }: Moved) {
  const journey = journeys.A as Journey;
  const run = simulate({ journey, journeyOf: (id) => journeys[id] ?? journey, customer: CUSTOMER, start: on(0) });
  const common = { source: 'test', effectiveOn: START } as const;
  run.report({ ...common, type: 'customer.created', externalId: '1', data: {} });
  const invoice = {
    itemId: 'I1',
    accountId: run.book.accountFor('EUR'),
    number: 'I1',
    amount: 1000,
    currency: 'EUR',
    dueOn: DUE,
    orderIds: [],
  };
  run.report({ ...common, type: 'invoice.issued', externalId: '2', data: { ...invoice, delivery: 'delivered' } });
  const moveTo = (to: string, key: number) => () =>
    run.report({
      ...common,
      type: 'journey.moved',
      externalId: `m${key}`,
      data: { from: run.book.customer().journeyId, to, by: 'test', stages: [] },
    });
  const hold = () =>
    run.report({
      ...common,
      type: 'hold.placed',
      externalId: 'h',
      data: { holdId: 'H', kind: 'manual', scope: 'item', subject: 'I1', stops: ['reminders'], endsAt: null },
    });
  const release = () => run.report({ ...common, type: 'hold.released', externalId: 'r', data: { holdId: 'H' } });
  const events = [
    ...moves.map(({ day, to }, key) => ({ day, act: moveTo(to, key) })),
    ...(held && held.from < held.to
      ? [
          { day: held.from, act: hold },
          { day: held.to, act: release },
        ]
      : []),
  ].sort((a, b) => a.day - b.day);
  for (const { day, act } of events) {
    run.runTo(on(day) - 1);
    run.sleepTo(on(day));
    act();
  }
  run.runTo(on(900));
  const sent = run.happened.flatMap(({ at, effect, outcome }) =>
    outcome === 'sent' ? effect.steps.map(({ step }) => ({ step, at, alone: 'alone' in effect })) : [],
  );
  const reasons = run.decisions.flatMap(({ decision }) => decision.reasons);
  /** What said more firmly what was left out. */
  const firmer = new Map(reasons.flatMap(({ code, params }) => (code === 'said-firmer' ? [[params?.step, params?.firmer]] : [])));
  return { run, sent, firmer, reasons: reasons.map(({ code }) => code) };
}

const rungs = (names: string[]): fc.Arbitrary<Ladder> =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 20 }), severe: fc.boolean() }), { minLength: names.length, maxLength: names.length })
    .chain((gaps) => fc.integer({ min: -5, max: 5 }).map((first) => ({ gaps, first })))
    .map(({ gaps, first }) => {
      let days = first;
      return names
        .map((name, index): Rung => {
          if (index > 0) days += gaps[index]?.gap ?? 1;
          return { name, days, severe: false };
        })
        .map((rung, index, all) => ({ ...rung, severe: index > 0 && (all[index - 1]?.days ?? -1) >= 0 && (gaps[index]?.severe ?? false) }));
    });
const generated = (name: string) =>
  fc
    .tuple(
      fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 2 }),
      fc.nat(),
      fc.constantFrom('reminders', 'dunning'),
      fc.constantFrom('escalation', 'last words'),
    )
    .chain(([names, cut, first, second]) => {
      const at = 1 + (cut % names.length);
      return fc
        .tuple(rungs(names.slice(0, at)), at < names.length ? rungs(names.slice(at)) : fc.constant<Ladder>([]))
        .map(([one, two]) => journeyOf(name, [{ name: first, ladder: one }, ...(two.length > 0 ? [{ name: second, ladder: two }] : [])]));
    });
const day = fc.integer({ min: 1, max: 120 });

describe('a customer who is moved to another version', () => {
  it('never gets a step twice, nor a severe one without its notice and distance, nor a milder one after it, and never stops on the way, whenever he is moved', () => {
    const seen = { moved: 0, gone: 0, severe: 0 };
    fc.assert(
      fc.property(
        generated('One'),
        generated('Other'),
        fc.uniqueArray(day, { minLength: 1, maxLength: 3 }),
        fc.option(fc.record({ from: day, to: day })),
        (A, B, days, held) => {
          const moves = [...days].sort((a, b) => a - b).map((at, index) => ({ day: at, to: index % 2 === 0 ? 'B' : 'A' }));
          const { run, sent, firmer, reasons } = live({ journeys: { A, B }, moves, ...(held && { held }) });
          expect(new Set(sent.map(({ step }) => step)).size).toBe(sent.length);
          for (const { step, at } of sent) {
            const to = moves.findLast((move) => on(move.day) <= at)?.to ?? 'A';
            const ladder = ((to === 'A' ? A : B).lanes[0]?.stages ?? [])
              .map(({ config }) => (config as { steps?: { name: string; severe: boolean; at: { days: number } }[] }).steps ?? [])
              .find((steps) => steps.some(({ name }) => name === step));
            const index = ladder?.findIndex(({ name }) => name === step) ?? -1;
            const [notice, rung] = [ladder?.[index - 1], ladder?.[index]];
            const severer = ladder?.slice(index + 1).map(({ name }) => name) ?? [];
            const milderThan = sent.find((one) => one.alone && one.at < at && severer.includes(one.step));
            if (!rung?.severe) expect(milderThan).toBeUndefined();
            if (!rung?.severe || !notice) continue;
            seen.severe += 1;
            const given = sent.find((one) => one.step === (firmer.get(notice.name) ?? notice.name));
            // One that lapsed before something firmer was said rests on that, too.
            const noticeAt = (given ?? sent.findLast((one) => one.alone && one.at < at))?.at ?? Number.NaN;
            expect(daysBetween(dateAt(noticeAt, 'UTC'), dateAt(at, 'UTC'))).toBeGreaterThanOrEqual(rung.at.days - notice.at.days);
          }
          const [token] = run.book.tokens();
          expect(token?.stage === null || reasons.includes('notice-missing')).toBe(true);
          seen.moved += 1;
          if (reasons.includes('stage-gone')) seen.gone += 1;
        },
      ),
      { numRuns: 200 },
    );
    expect(seen.gone).toBeGreaterThan(seen.moved / 20);
    expect(seen.severe).toBeGreaterThan(seen.moved / 20);
  });
});

it.each([
  ['a message', false],
  ['a call', true],
])('a severe step keeps its distance to the last time of a notice that repeated in the version before, and is %s now', (_what, isCall) => {
  const notice = { name: 'notice', days: 16, severe: false };
  const A = journeyOf('A', [{ name: 'friendly', ladder: [{ ...notice, every: 2 }] }]);
  const B = journeyOf('B', [
    {
      name: 'friendly',
      ladder: [
        { ...notice, isCall },
        { name: 'last', days: 20, severe: true },
      ],
    },
  ]);
  const { sent } = live({ journeys: { A, B }, moves: [{ day: daysBetween(START, DUE) + 20, to: 'B' }] });
  expect(sent.map(({ step, at }) => `${daysBetween(DUE, dateAt(at, 'UTC'))} ${step}`)).toEqual([
    '16 notice',
    '18 notice',
    '20 notice',
    '24 last',
  ]);
});

it.each([
  ['of which something is owed', false],
  ['of which nothing was owed then, when money is taken back', true],
])('an account %s stands in the lanes that only the new journey has, under its own name', (_which, wasPaid) => {
  const overdue = loadJourney({
    text: 'journey: B\ncontact: { zone: UTC }\ndunning, for each account:\n  overdue:\n    OD1: from 1 unpaid invoice\n',
    file: 'b.yaml',
  });
  const journeys = { A: journeyOf('A', [{ name: 'friendly', ladder: [{ name: 'first', days: 1, severe: false }] }]), B: overdue };
  const run = simulate({ journey: journeys.A, journeyOf: (id) => journeys[id as 'A' | 'B'], customer: CUSTOMER, start: on(0) });
  const common = { source: 'test', effectiveOn: START } as const;
  run.report({ ...common, type: 'customer.created', externalId: '1', data: {} });
  const accountId = run.book.accountFor('EUR');
  const invoice = {
    itemId: 'I1',
    accountId,
    number: 'I1',
    amount: 1000,
    currency: 'EUR',
    dueOn: DUE,
    orderIds: [],
    delivery: 'delivered' as const,
  };
  run.report({ ...common, type: 'invoice.issued', externalId: '2', data: invoice });
  const paymentId = 'P';
  const paid = { paymentId, accountId, amount: 1000, currency: 'EUR', shares: [{ itemId: 'I1', amount: 1000 }], apply: 'named' as const };
  if (wasPaid)
    run.report({
      ...common,
      type: 'payment.received',
      externalId: 'p',
      data: { ...paid, chargeId: null, attemptId: null, reference: null },
    });
  run.runTo(on(1));
  const begins = [{ lane: 'dunning', for: 'account', stage: 'overdue' }] as const;
  run.report({
    ...common,
    type: 'journey.moved',
    externalId: '3',
    data: { from: 'A', to: 'B', by: 'a person', stages: [], begins: [...begins] },
  });
  run.runTo(on(2));
  if (wasPaid) run.report({ ...common, type: 'payment.refunded', externalId: 'r', data: { paymentId, itemIds: [] } });
  expect(run.book.tokens().filter(({ lane }) => lane === 'dunning')).toMatchObject([{ subject: accountId, stage: 'overdue' }]);
  expect(run.decisions.flatMap(({ decision }) => decision.reasons.map(({ code }) => code))).toContain('entered-state');
});
