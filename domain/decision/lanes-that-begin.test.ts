import { describe, expect, it } from '@jest/globals';
import { stageRules } from '../journey/diff/stage-rules.js';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import { simulate } from '../simulator/simulate.js';
import { customerRow } from '../testing/customer.js';

const journeyOf = (lanes: string) =>
  loadJourney({ text: `journey: Ladder\ncontact: { at: "09:00", zone: UTC }\n${lanes}`, file: 'x.yaml' });
const COLLECTION = `
collection, for each invoice:
  reminders:
    1 day after due: send Overdue
    on used up: end
`;
const NOTICES = `
notices, for each invoice:
  reminders:
    3 days after due: send Final notice
    on used up: end
`;
const CREDIT = `
credit, for each customer:
  credit review:
    approve: EUR 5000
    ask: Credit desk for high risk, within 2 days, else declined
    on approved: end
    on declined: end
`;
const OLD = journeyOf(COLLECTION);
const NEW = journeyOf(COLLECTION + NOTICES + CREDIT);

/** A customer with as many invoices, due on 2026-04-01, who is moved as `moves` say, each at 10:00 of its day. */
function live({
  invoices,
  moves,
  until,
  planned = false,
}: {
  invoices: number;
  moves: { on: string; to: Journey }[];
  until: string;
  /** The first invoice is to be paid in one instalment, on the same day. */
  planned?: boolean;
}) {
  const journeys: Record<string, Journey> = { old: OLD, new: NEW, more: CALLS };
  const run = simulate({
    journey: OLD,
    journeyOf: (id) => journeys[id] ?? OLD,
    customer: customerRow({ id: 'C1', journeyId: 'old' }),
    start: Date.parse('2026-03-01T10:00Z'),
  });
  const common = { source: 'test', effectiveOn: '2026-03-01' } as const;
  run.report({ ...common, type: 'customer.created', externalId: 'C1', data: {} });
  const accountId = run.book.accountFor('EUR');
  const issue = (itemId: string) => {
    const data = { itemId, accountId, number: itemId, amount: 1000, currency: 'EUR', dueOn: '2026-04-01', orderIds: [] };
    run.report({ ...common, type: 'invoice.issued', externalId: itemId, data: { ...data, delivery: 'delivered' } });
  };
  for (let index = 1; index <= invoices; index += 1) issue(`I${index}`);
  const plan = { planId: 'P', itemIds: ['I1'], instalments: [{ itemId: 'P/1', dueOn: '2026-04-01', amount: 1000 }] };
  if (planned) run.report({ ...common, type: 'plan.made', externalId: 'P', data: plan });
  for (const { on, to } of moves) {
    run.runTo(Date.parse(`${on}T10:00Z`));
    const from = run.book.customer().journeyId;
    const now = to === OLD ? 'old' : to === NEW ? 'new' : 'more';
    const { rules: stages, begins } = stageRules({ from: journeys[from] as Journey, to, named: new Map() });
    run.report({ ...common, type: 'journey.moved', externalId: `to ${now} ${on}`, data: { from, to: now, by: 'test', stages, begins } });
  }
  run.runTo(Date.parse(`${until}T10:00Z`));
  return { run, issue };
}
const sent = ({ run }: ReturnType<typeof live>) =>
  run.happened.flatMap(({ at, effect }) =>
    effect.steps.map(({ subject, step }) => `${new Date(at).toISOString().slice(0, 10)} ${subject} ${step}`),
  );

const CALLS = journeyOf(`${COLLECTION}
more, for each invoice:
  reminders:
    2 days after due: send Second reminder
    on used up: end
`);

describe('a lane that only the journey has to which a customer is moved', () => {
  it('begins for the instalments of a plan that runs', () => {
    expect(sent(live({ invoices: 2, planned: true, moves: [{ on: '2026-03-20', to: CALLS }], until: '2026-04-04' }))).toEqual([
      '2026-04-02 I2 overdue',
      '2026-04-02 P/1 overdue',
      '2026-04-03 I2 second-reminder',
      '2026-04-03 P/1 second-reminder',
    ]);
  });

  it('has come to its end for an instalment: it does not begin anew when the customer comes back to it', () => {
    const moves = [
      { on: '2026-03-20', to: CALLS },
      { on: '2026-04-10', to: OLD },
      { on: '2026-04-12', to: CALLS },
    ];
    const steps = sent(live({ invoices: 1, planned: true, moves, until: '2026-04-20' }));
    expect(steps.filter((line) => line.includes('P/1'))).toEqual([
      '2026-04-02 P/1 overdue',
      '2026-04-03 P/1 second-reminder',
      '2026-04-05 P/1 plan-ends-notice',
    ]);
  });

  it('begins for each open invoice and for the customer himself', () => {
    expect(sent(live({ invoices: 2, moves: [{ on: '2026-03-20', to: NEW }], until: '2026-04-05' }))).toEqual([
      '2026-04-02 I1 overdue',
      '2026-04-02 I2 overdue',
      '2026-04-04 I1 final-notice',
      '2026-04-04 I2 final-notice',
    ]);
    const { run } = live({ invoices: 0, moves: [{ on: '2026-03-20', to: NEW }], until: '2026-03-21' });
    expect(run.book.tokens().map(({ lane, subject }) => `${lane} ${subject}`)).toEqual(['credit C1']);
    expect(run.book.customer()).toMatchObject({ creditStatus: 'approved', creditLimit: 500_000 });
  });

  it('begins for all of more invoices than one decision asks', () => {
    const { run } = live({ invoices: 700, moves: [{ on: '2026-03-20', to: NEW }], until: '2026-03-21' });
    const tokens = run.book.tokens().filter(({ lane }) => lane === 'notices');
    expect(tokens).toHaveLength(700);
    expect(new Set(tokens.map(({ wakeAt }) => wakeAt))).toEqual(new Set([Date.parse('2026-04-04T09:00Z')]));
  });

  it('goes on where it was when he comes back after having left it', () => {
    const moves = [
      { on: '2026-03-20', to: NEW },
      { on: '2026-04-03', to: OLD },
      { on: '2026-04-10', to: NEW },
    ];
    const world = live({ invoices: 1, moves, until: '2026-05-01' });
    expect(sent(world)).toEqual(['2026-04-02 I1 overdue', '2026-04-10 I1 final-notice']);
    expect(world.run.book.tokens().filter(({ lane }) => lane === 'notices')).toHaveLength(1);
  });

  it('goes on for what was settled when he left it, and open again when he comes back', () => {
    const world = live({ invoices: 1, moves: [{ on: '2026-03-20', to: NEW }], until: '2026-03-21' });
    const { run } = world;
    const common = { source: 'test', effectiveOn: '2026-03-21' } as const;
    const money = {
      accountId: run.book.accountFor('EUR'),
      amount: 1000,
      currency: 'EUR',
      chargeId: null,
      attemptId: null,
      reference: null,
    };
    const shares = [{ itemId: 'I1', amount: 1000 }];
    run.report({ ...common, type: 'payment.received', externalId: 'P1', data: { paymentId: 'P1', ...money, shares, apply: 'named' } });
    const moveTo = (from: 'old' | 'new', to: 'old' | 'new') => {
      const { rules: stages, begins } = stageRules({ from: from === 'old' ? OLD : NEW, to: to === 'old' ? OLD : NEW, named: new Map() });
      run.report({ ...common, type: 'journey.moved', externalId: `to ${to}`, data: { from, to, by: 'test', stages, begins } });
    };
    moveTo('new', 'old');
    run.report({ ...common, type: 'payment.refunded', externalId: 'R1', data: { paymentId: 'P1', itemIds: [] } });
    moveTo('old', 'new');
    run.runTo(Date.parse('2026-04-05T10:00Z'));
    expect(sent(world)).toEqual(['2026-04-02 I1 overdue', '2026-04-04 I1 final-notice']);
  });

  it('begins for an invoice that was settled then and is open again', () => {
    const { run } = live({ invoices: 1, moves: [], until: '2026-03-02' });
    const common = { source: 'test', effectiveOn: '2026-03-02' } as const;
    const money = {
      accountId: run.book.accountFor('EUR'),
      amount: 1000,
      currency: 'EUR',
      chargeId: null,
      attemptId: null,
      reference: null,
    };
    const shares = [{ itemId: 'I1', amount: 1000 }];
    run.report({ ...common, type: 'payment.received', externalId: 'P1', data: { paymentId: 'P1', ...money, shares, apply: 'named' } });
    const { rules: stages, begins } = stageRules({ from: OLD, to: NEW, named: new Map() });
    run.report({ ...common, type: 'journey.moved', externalId: 'm', data: { from: 'old', to: 'new', by: 'test', stages, begins } });
    expect(run.book.tokens().map(({ lane }) => lane)).not.toContain('notices');
    run.report({ ...common, type: 'payment.refunded', externalId: 'R1', data: { paymentId: 'P1', itemIds: [] } });
    run.runTo(Date.parse('2026-04-05T10:00Z'));
    expect(sent({ run, issue: () => undefined })).toEqual(['2026-04-02 I1 overdue', '2026-04-04 I1 final-notice']);
  });
});
