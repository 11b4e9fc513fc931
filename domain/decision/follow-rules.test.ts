import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dateAt, daysBetween, instantAt } from '../calendar.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import { type JourneyRules, rulesInForce } from '../journey-rules/journey-rules.js';
import { loadRules } from '../journey-rules/read-rules.js';
import type { CustomerRow } from '../rows.js';
import { simulate } from '../simulator/simulate.js';
import { customerRow } from '../testing/customer.js';

const START = '2026-03-02';
const on = (day: number) => instantAt({ date: addDays(START, day), time: '10:00', zone: 'UTC' });

const step = (name: string, days: number, severe = false) => ({
  name,
  at: { days, from: 'due' },
  do: { send: 'overdue' },
  ...(severe && { severe }),
});
const journeyOf = (name: string, stages: Record<string, object[]>, more: object = {}): Journey => {
  const names = Object.keys(stages);
  const lane = {
    for: 'item',
    stages: Object.fromEntries([
      ['delivery', { on: { delivered: names[0] } }],
      ...names.map((stage, index) => [stage, { type: 'reminders', steps: stages[stage], on: { 'used up': names[index + 1] ?? 'end' } }]),
    ]),
  };
  return loadJourney({
    text: JSON.stringify({ journey: name, contact: { at: '09:00', zone: 'UTC' }, lanes: { collection: lane, ...more } }),
    file: 'journey.json',
  });
};
const DUNNING = {
  dunning: {
    for: 'account',
    stages: { overdue: { states: [{ name: 'OD1', from: { days: 5, after: 'due' }, hold: ['orders'], ask: ['ar-desk'] }], on: {} } },
  },
};
const JOURNEYS: Record<string, Journey> = {
  Standard: journeyOf('Standard', {
    reminders: [step('first', 1), step('second', 10)],
    chasing: [step('third', 15), step('notice', 20, true)],
  }),
  Portal: journeyOf('Portal', {
    reminders: [step('second', 5), step('first', 8)],
    'last words': [step('goodbye', 15), step('notice', 40, true)],
  }),
  Problem: journeyOf('Problem', { calls: [step('first', 1), step('notice', 12, true), step('second', 14)] }, DUNNING),
};
/** The step on which each journey's notice rests, and the days that the ladder puts between both. */
const RESTS_ON: Record<string, { before: string; days: number }> = {
  Standard: { before: 'third', days: 5 },
  Portal: { before: 'goodbye', days: 25 },
  Problem: { before: 'first', days: 11 },
};
const RULES = `rules:
  - Portal: customer.paysBy == "online"
  - Problem: customer.riskClass == "high"
  - else: Standard
stages: { chasing: last words }
`;
const rulesOf = (text: string, version = 1): JourneyRules =>
  rulesInForce({
    version,
    written: loadRules({ text, file: 'rules.yaml', journeys: Object.values(JOURNEYS) }),
    journeyOf: (name) => ({ journey: JOURNEYS[name] as Journey, journeyId: name }),
  });

type Event = { day: number } & ({ set: Partial<CustomerRow> } | { rules: JourneyRules | null } | { pay: number });

interface Lived {
  events: Event[];
  customer?: Partial<CustomerRow>;
  until?: number;
  /** In place of the journey in which he begins. */
  standard?: Journey;
}

function live({ events, customer = {}, until = 200, standard = JOURNEYS.Standard as Journey }: Lived) {
  let rules: JourneyRules | null = null;
  const run = simulate({
    journey: standard,
    journeyOf: (id) => (id === 'Standard' ? standard : (JOURNEYS[id] as Journey)),
    journeyNamed: (name) => (JOURNEYS[name] ? { journey: JOURNEYS[name], journeyId: name } : undefined),
    rulesAt: () => rules,
    customer: customerRow({ id: 'C1', journeyId: 'Standard', ...customer }),
    start: on(0),
  });
  let told = 0;
  const report = (one: object) => {
    told += 1;
    run.report({ source: 'test', externalId: String(told), effectiveOn: dateAt(run.now(), 'UTC'), ...one } as Report);
  };
  report({ type: 'customer.created', data: {} });
  const accountId = run.book.accountFor('EUR');
  const invoice = { itemId: 'I1', accountId, number: 'I1', amount: 1000, currency: 'EUR', dueOn: addDays(START, 30), orderIds: [] };
  report({ type: 'invoice.issued', data: { ...invoice, delivery: 'delivered' } });
  for (const event of events) {
    run.runTo(on(event.day) - 1);
    run.sleepTo(on(event.day));
    if ('set' in event) report({ type: 'customer.changed', data: { set: event.set } });
    else if ('pay' in event) {
      const payment = {
        paymentId: `P${told}`,
        accountId,
        amount: event.pay,
        currency: 'EUR',
        shares: [{ itemId: 'I1', amount: event.pay }],
      };
      report({ type: 'payment.received', data: { ...payment, apply: 'named', chargeId: null, attemptId: null, reference: null } });
    } else {
      rules = event.rules;
      // As whoever publishes them wakes the customers whom they concern.
      report({ type: 'contact.changed', data: { contactId: 'x' } });
    }
  }
  run.runTo(on(until));
  const sent = run.happened.flatMap(({ at, effect, outcome }) =>
    outcome === 'sent' ? effect.steps.map(({ step: name }) => `${name} ${daysBetween(addDays(START, 30), dateAt(at, 'UTC'))}`) : [],
  );
  const reasons = run.decisions.flatMap(({ decision }) => decision.reasons);
  const moves = run.book.facts.flatMap((fact) => (fact.type === 'journey.moved' ? [fact.data] : []));
  return { run, sent, reasons, moves, journey: run.book.customer().journeyId };
}

describe('rules that give each customer a journey', () => {
  it('give the first whose condition is true, and move nobody who has it', () => {
    const { moves, sent, journey } = live({ events: [{ day: 1, rules: rulesOf(RULES) }] });
    expect({ moves, journey, sent }).toEqual({ moves: [], journey: 'Standard', sent: ['first 1', 'second 10', 'third 15', 'notice 20'] });
  });

  it('move a customer whose practice changes, with the reason; what he had does not come again', () => {
    const { moves, sent, reasons } = live({
      events: [
        { day: 1, rules: rulesOf(RULES) },
        { day: 35, set: { paysBy: 'online' } },
      ],
    });
    expect(moves).toEqual([expect.objectContaining({ from: 'Standard', to: 'Portal', by: 'rules', rules: 1 })]);
    expect(sent).toEqual(['first 1', 'second 5', 'goodbye 15', 'notice 40']);
    expect(reasons).toContainEqual({
      about: 'C1',
      code: 'journey-ruled',
      params: { journey: 'Portal', rule: 'customer.paysBy == "online"', because: 'paysBy is online' },
    });
  });

  it('decide nothing else in the decision that moves him, and lose nothing that waited', () => {
    const { run } = live({
      events: [
        { day: 1, rules: rulesOf(RULES) },
        { day: 35, set: { paysBy: 'online' } },
      ],
    });
    const moving = run.decisions.findIndex(({ decision }) => decision.reports.some(({ type }) => type === 'journey.moved'));
    const [before, decided, after] = [moving - 1, moving, moving + 1].map((index) => run.decisions[index]?.decision);
    expect(decided).toMatchObject({ applied: before?.applied, effects: [], tokens: [], steps: [], more: true });
    expect(after?.applied).toBe(run.book.facts.at(-1)?.number);
  });

  it('send those on by their stages who stand in one that is gone', () => {
    const { sent, reasons } = live({
      events: [
        { day: 42, rules: rulesOf(RULES) },
        { day: 43, set: { paysBy: 'online' } },
      ],
    });
    expect(sent).toEqual(['first 1', 'second 10', 'goodbye 15', 'notice 40']);
    expect(reasons).toContainEqual({ about: 'I1', code: 'entered-stage', params: { stage: 'last words', lane: 'collection' } });
  });

  it('pass by whom a person gave his journey, until he is released', () => {
    const events: Event[] = [
      { day: 1, rules: rulesOf(RULES) },
      { day: 5, set: { paysBy: 'online' } },
    ];
    expect(live({ events, customer: { journeyPinned: true } }).journey).toBe('Standard');
    expect(live({ events: [...events, { day: 6, set: { journeyPinned: false } }], customer: { journeyPinned: true } }).journey).toBe(
      'Portal',
    );
  });

  it('see what only time brings with the next decision, before anything goes', () => {
    const rules = rulesOf('rules:\n  - Portal: customer.monthsKnown >= 1\n  - else: Standard\n');
    const { run, sent } = live({ events: [{ day: 1, rules }], customer: { knownSince: START } });
    const moved = run.book.facts.find(({ type }) => type === 'journey.moved');
    expect(moved?.effectiveOn).toBe(addDays(START, 31));
    expect(sent).toEqual(['second 5', 'first 8', 'goodbye 15', 'notice 40']);
  });

  it('are asked once on a day where nothing is reported', () => {
    const rules = rulesOf(RULES);
    const { run } = live({ events: [{ day: 1, rules }], until: 60 });
    const judged = run.decisions.filter(({ decision }) => decision.changes.some((change) => 'set' in change && 'ruled' in change.set));
    const days = run.decisions.map(({ at }) => dateAt(at, 'UTC'));
    expect(days.length).toBeGreaterThan(new Set(days).size);
    expect(judged).toHaveLength(new Set(days.filter((day) => day > START)).size);
  });

  it('count what is overdue, though the journey has no segment that asks for it', () => {
    const rules = rulesOf('rules:\n  - Problem: customer.overdue >= 10\n  - else: Standard\n');
    const { moves, run } = live({ events: [{ day: 1, rules }], until: 45 });
    expect(moves.map(({ to }) => to)).toEqual(['Problem']);
    expect(run.book.facts.find(({ type }) => type === 'journey.moved')?.effectiveOn).toBe(addDays(START, 31));
  });

  it('end what the ladder of an account held and asked where the new journey has none, and hold again where it has', () => {
    const events: Event[] = [
      { day: 1, rules: rulesOf(RULES) },
      { day: 2, set: { riskClass: 'high' } },
      { day: 40, set: { riskClass: 'normal' } },
    ];
    const held = (run: ReturnType<typeof live>['run']) => run.book.list('hold').map(({ stops, endedAt }) => [stops, endedAt !== null]);
    const there = live({ events: events.slice(0, 2), until: 39 });
    expect(held(there.run)).toEqual([[['orders'], false]]);
    const left = live({ events, until: 41 });
    expect(held(left.run)).toEqual([[['orders'], true]]);
    expect(left.run.book.list('task').map(({ kind, status, outcome }) => [kind, status, outcome])).toEqual([
      ['overdue', 'closed', 'lane gone'],
    ]);
    const back = live({ events: [...events, { day: 43, set: { riskClass: 'high' } }], until: 44 });
    expect(held(back.run)).toEqual([
      [['orders'], true],
      [['orders'], false],
    ]);
  });

  it('take the place of what the journey itself says; without them its customers go on as it says', () => {
    const becomes = [
      { journey: 'Nowhere', after: { payments: 1, by: 'online' as const } },
      { journey: 'Portal', after: { payments: 3, by: 'online' as const } },
      { journey: 'Problem', segment: 'high-risk' },
    ];
    const own = { ...JOURNEYS.Standard, becomes } as Journey;
    const paid = (many: number) =>
      Array.from({ length: many }, (_, index) => ({ item: `I${index}`, paidOn: START, daysLate: 0, by: 'online' as const }));
    const of = (customer: Partial<CustomerRow>, events: Event[] = []) => live({ events, customer, standard: own, until: 45 });
    expect(of({ history: paid(2) }).journey).toBe('Standard');
    const gone = of({ history: paid(3) });
    expect(gone.moves).toEqual([expect.objectContaining({ from: 'Standard', to: 'Portal', by: 'the journey' })]);
    expect(gone.moves[0]).not.toHaveProperty('rules');
    expect(gone.reasons).toContainEqual({
      about: 'C1',
      code: 'journey-becomes',
      params: { journey: 'Portal', because: 'paidOnlineInARow is 3' },
    });
    expect(gone.sent).toEqual(['second 5', 'first 8', 'goodbye 15']);
    expect(of({ riskClass: 'high' }).journey).toBe('Problem');
    expect(of({ history: paid(3), journeyPinned: true }).journey).toBe('Standard');
    expect(
      of({ history: paid(3) }, [{ day: 0, rules: rulesOf('rules:\n  - Problem: customer.balance > 1\n  - else: Standard\n') }]).journey,
    ).toBe('Problem');
  });

  it('whatever the order of rules and practices: no step twice, nothing severe without its notice and its full distance', () => {
    const texts = [
      RULES,
      'rules:\n  - Problem: customer.paysBy == "online"\n  - else: Portal\n',
      'rules:\n  - Standard: customer.riskClass == "high"\n  - Problem: customer.paysBy == "cheque"\n  - else: Portal\n',
    ];
    const event = fc.oneof(
      fc.record({ day: fc.integer({ min: 0, max: 90 }), set: fc.record({ paysBy: fc.constantFrom('online', 'cheque', null) }) }),
      fc.record({ day: fc.integer({ min: 0, max: 90 }), set: fc.record({ riskClass: fc.constantFrom('high', 'normal') }) }),
      fc.record({ day: fc.integer({ min: 0, max: 90 }), text: fc.constantFrom(...texts, null) }),
    );
    let moved = 0;
    let severe = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 12 }), (drawn) => {
        const events = drawn
          .toSorted((a, b) => a.day - b.day)
          .map(
            (one, index): Event =>
              'set' in one
                ? { day: one.day, set: one.set as Partial<CustomerRow> }
                : { day: one.day, rules: one.text === null ? null : rulesOf(one.text, index + 1) },
          );
        const { run, sent, moves } = live({ events });
        const names = sent.map((line) => line.split(' ')[0] as string);
        expect(names).toHaveLength(new Set(names).size);
        const dayOf = (name: string) => Number(sent.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
        moved += moves.length;
        const decided = run.decisions.findIndex(({ decision }) =>
          decision.effects.some(({ steps }) => steps.some(({ step: name }) => name === 'notice')),
        );
        if (decided === -1) return;
        severe += 1;
        // What is reported at the same moment afterwards is not what sent it.
        const before = run.decisions.slice(0, decided).flatMap(({ decision }) => decision.reports);
        const ruled = before.findLast(({ type }) => type === 'journey.moved');
        const journey = ruled?.type === 'journey.moved' ? ruled.data.to : 'Standard';
        const { before: rest, days } = RESTS_ON[journey] as { before: string; days: number };
        expect({ journey, gone: dayOf('notice') - dayOf(rest) >= days }).toEqual({ journey, gone: true });
      }),
      { numRuns: 150 },
    );
    expect({ moved: moved > 150, severe: severe > 75 }).toEqual({ moved: true, severe: true });
  });
});
