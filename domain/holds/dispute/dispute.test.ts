import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const ASK = 'ask: { who: owner-of-its-reason, within: { days: 2 }, else: boss }';
const text = (holds: string, more = '') => `
  journey: Disputes
  contact: { at: "09:00", zone: UTC }
  ${more}
  holds: { ${holds} }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second, at: { days: 8, from: due }, do: { send: overdue } }
          on: { used up: end }`;
const OWNED = `dispute: { ${ASK} }, reasons: { owners: { goods: logistics }, else: desk }`;
const SHORT = `${OWNED}, short payment: { upToPercent: 20, question: { send: why-less }, ask: { who: cash, within: { days: 2 }, else: boss } }`;
const owing = (holds = OWNED, more = '') =>
  world({ journey: text(holds, more) })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' });
const decide = (of: ReturnType<typeof owing>, outcome: string) => of.decided(of.task('dispute')?.id ?? '', outcome);

describe('a dispute', () => {
  it('is asked of the owner of its reason, and of his superior when the time is up, without an end', () => {
    const disputed = owing().dispute('D', { on: 'I1', amount: 20_000 });
    expect(disputed.tasks()).toEqual(['open logistics dispute I1']);
    expect(disputed.until('2026-03-03T23:59Z').tasks()).toHaveLength(1);
    const late = ['open boss dispute I1'];
    expect(disputed.until('2026-03-04T00:00Z').tasks()).toEqual(late);
    expect(disputed.until('2026-12-31T00:00Z').tasks()).toEqual(late);
    expect(disputed.amounts()).toEqual(['2026-03-02 I1 80000', '2026-03-09 I1 80000']);
  });

  it('is asked of somebody else when another reason is given', () => {
    const told = owing().dispute('D', { on: 'I1' }).fact('dispute.explained', { disputeId: 'D', itemId: 'I1', reasonCode: 'price' });
    expect(told.tasks()).toEqual(['closed logistics dispute I1', 'open desk dispute I1']);
  });

  it('ends with the answer: against the customer, or for him with a credit note; and with it the question', () => {
    const against = decide(owing().dispute('D', { on: 'I1', amount: 20_000 }), 'against the customer');
    expect([against.open('I1'), against.tasks()]).toEqual([100_000, ['done logistics dispute I1']]);
    expect(against.until('2026-03-02T09:00Z').amounts()).toEqual(['2026-03-02 I1 100000']);
    const pro = decide(owing().dispute('D', { on: 'I1', amount: 20_000 }), 'for the customer');
    expect(pro.open('I1')).toBe(80_000);
    const whole = decide(owing().dispute('D', { on: 'I1' }), 'for the customer');
    expect([whole.open('I1'), whole.stages('I1')]).toEqual([0, [null]]);
    expect(owing().dispute('D', { on: 'I1' }).resolved('D', { on: 'I1' }).tasks()).toEqual(['closed logistics dispute I1']);
  });

  it('asks nobody where the journey says nothing', () => {
    expect(owing('afterwards: { days: 0 }').dispute('D', { on: 'I1' }).until('2026-06-01T00:00Z').tasks()).toEqual([]);
  });

  it('is said in sentences', () => {
    const holds = (lines: string) =>
      checkJourney(`journey: J\nholds:\n${lines}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`).journey?.holds;
    expect(holds('  dispute: stop the disputed part')).toEqual({ dispute: {} });
    expect(holds('  dispute: stop the disputed part, ask the Sales desk, within 2 days, else Boss')).toEqual({
      dispute: { ask: { who: 'sales-desk', within: { days: 2 }, else: 'boss' } },
    });
    expect(holds('  reasons: damaged goods to Logistics, else Desk')).toEqual({
      reasons: { owners: { 'damaged-goods': 'logistics' }, else: 'desk' },
    });
    expect(holds('  reasons: else Desk')).toEqual({ reasons: { owners: {}, else: 'desk' } });
    expect(holds('  short payment: stop the missing part, ask Desk, within 2 business days, else Boss')).toEqual({
      'short payment': { upToPercent: 100, ask: { who: 'desk', within: { businessDays: 2 }, else: 'boss' } },
    });
  });
});

describe('a short payment', () => {
  it('has new orders never held and nobody asked to call in the decision that opens its dispute', () => {
    const here = world({
      journey: `
journey: Short
contact: { at: "09:00", zone: UTC }
holds:
  short payment: up to 20 % missing, stop the missing part, ask AR desk, within 5 business days, else Head of AR
collection, for each invoice:
  reminders:
    1 day after due: send Overdue
    on used up: escalation
  escalation:
    10 days after due: send Final notice, as a formal notice
    10 days after Final notice: hold new orders
    12 days after Final notice: call by the account manager, within 2 days
    on used up: end`,
    })
      .at('2026-03-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .until('2026-03-12T00:00Z')
      .downUntil('2026-03-25T10:00Z')
      .payment('P1', { to: 'I1', amount: 90_000 })
      .until('2026-03-26T00:00Z');
    expect(here.tasks()).toEqual(['open ar-desk dispute I1']);
    expect(here.holds()).toEqual(['active dispute item reminders collecting interest escalation']);
  });

  const paid = (amount: number, more = '') => owing(SHORT, more).payment('P', { to: 'I1', amount });

  it('is held as unexplained, and the customer is asked once', () => {
    const short = paid(90_000);
    expect(short.tasks()).toEqual(['open cash dispute I1']);
    expect(short.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-01T09:00Z sent I1 short-payment-question']);
  });

  it('is none beyond the share that the journey names, within tolerance, or while the rest is promised', () => {
    expect(paid(79_999).tasks()).toEqual([]);
    expect(paid(80_000).tasks()).toHaveLength(1);
    const tolerance = 'tolerance: { amounts: [{ amount: 100, currency: EUR }] }';
    expect(paid(99_900, tolerance).tasks()).toEqual([]);
    expect(paid(99_899, tolerance).tasks()).toHaveLength(1);
    expect(owing(SHORT).promise('V', { on: 'I1', by: '2026-03-05' }).payment('P', { to: 'I1', amount: 90_000 }).tasks()).toEqual([]);
  });

  it('that is explained by an open dispute is none', () => {
    expect(owing(SHORT).dispute('D', { on: 'I1', amount: 10_000 }).payment('P', { to: 'I1', amount: 90_000 }).tasks()).toEqual([
      'open logistics dispute I1',
    ]);
  });

  it('is over when the rest is paid after all', () => {
    const over = paid(90_000).at('2026-03-02T00:00Z').payment('Q', { to: 'I1', amount: 10_000 });
    expect(over.tasks()).toEqual(['closed cash dispute I1']);
    expect(
      over
        .run()
        .book.list('dispute')
        .map(({ status }) => status),
    ).toEqual(['resolved']);
  });
});

it('over random stories nobody is asked for what is disputed, unexplained or within tolerance', () => {
  const event = fc.record({
    day: fc.nat({ max: 20 }),
    what: fc.constantFrom('payment', 'payment', 'dispute', 'resolved', 'explained', 'decided', 'promise'),
    amount: fc.integer({ min: 1, max: 99_000 }),
    outcome: fc.constantFrom('for the customer', 'against the customer'),
  });
  let asked = 0;
  fc.assert(
    fc.property(fc.array(event, { maxLength: 7 }), (events) => {
      const here = owing(SHORT, 'tolerance: { amounts: [{ amount: 500, currency: EUR }] }');
      for (const [index, { day, what, amount, outcome }] of [...events].sort((a, b) => a.day - b.day).entries()) {
        const date = addDays('2026-03-01', day);
        here.at(`${date}T0${index}:00Z`);
        const id = `E${index}`;
        const dispute = here
          .run()
          .book.list('dispute')
          .find(({ status }) => status === 'open');
        try {
          if (what === 'payment') here.payment(id, { to: 'I1', amount });
          if (what === 'dispute') here.dispute(id, { on: 'I1', amount });
          if (what === 'promise') here.promise(id, { on: 'I1', amount, by: addDays(date, 3) });
          if (dispute && what === 'resolved') here.resolved(dispute.id, { on: 'I1' });
          if (dispute && what === 'explained') here.fact('dispute.explained', { disputeId: dispute.id, itemId: 'I1', reasonCode: 'goods' });
          if (what === 'decided' && here.task('dispute')) decide(here, outcome);
        } catch (error) {
          if (!(error instanceof DulyError)) throw error;
        }
      }
      here.until('2026-06-30T00:00Z');
      const { facts, postings } = here.run().book;
      for (const { at, effect, parts } of here.run().happened) {
        if (effect.kind !== 'message' || effect.purpose !== 'reminder') continue;
        asked += parts.length;
        const known = facts.filter((fact) => fact.recordedAt <= at);
        const owed = postings
          .filter(({ book, factNumber }) => book === 'receivable' && known.some(({ number }) => number === factNumber))
          .reduce((sum, posting) => sum + posting.amount, 0);
        const ended = new Set(known.flatMap((fact) => (fact.type === 'dispute.resolved' ? [fact.data.disputeId] : [])));
        const held = known.reduce(
          (sum, fact) => (fact.type === 'dispute.opened' && !ended.has(fact.data.disputeId) ? sum + fact.data.amount : sum),
          0,
        );
        for (const { amount } of parts) {
          expect(amount).toBeLessThanOrEqual(Math.max(0, owed - held));
          expect(amount).toBeGreaterThan(500);
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(asked).toBeGreaterThan(100);
});
