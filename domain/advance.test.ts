import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance } from './advance.js';
import { addDays, DAY, dateAt, daysBetween, HOUR, isoInstant } from './calendar.js';
import { EFFECTS_AT_ONCE } from './decision/take-steps.js';
import type { Report } from './facts.js';
import { loadJourney } from './journey/load.js';
import { TAKEN_AT_ONCE } from './simulator/memory-book.js';
import { type Simulation, simulate } from './simulator/simulate.js';
import { CUSTOMER, world } from './testing/world.js';

const START = Date.parse('2026-03-01T00:00Z');
const ACCOUNT = 'C1/L1/EUR';
const ladder = ({ apart = '', peace = 0, together = false } = {}) =>
  loadJourney({
    file: 'journey.yaml',
    text: `
      journey: Ladder
      contact: { at: "09:00", zone: UTC, apart: { ${apart} }, together: ${together} }
      holds: { afterwards: { days: ${peace} } }
      lanes:
        collection:
          for: item
          stages:
            autopay: { on: { failed: failure handling, no autopay: reminders } }
            failure handling: { retry: { days: [3, 3] }, on: { used up: reminders } }
            reminders:
              steps:
                - { name: before-3, at: { days: -3, from: due }, do: { send: coming-up } }
                - { name: after-1, at: { days: 1, from: due }, do: { send: slip } }
                - { name: after-10, at: { days: 10, from: due }, do: { send: second } }
              on: { used up: escalation }
            escalation:
              type: reminders
              steps:
                - { name: after-20, at: { days: 20, from: due }, do: { send: third } }
                - { name: after-30, at: { days: 30, from: due }, do: { send: final }, severe: true }
              on: { used up: end }`,
  });
const LADDERS = [ladder(), ladder({ apart: 'reminders: 3', peace: 5 }), ladder({ together: true })];

/** Something of a random life: so many hours after what came before it. */
const event = fc.record({
  after: fc.integer({ min: 1, max: 15 * 24 }),
  down: fc.boolean(),
  what: fc.constantFrom(
    'invoice',
    'invoice',
    'invoice',
    'payment',
    'money',
    'applied',
    'refund',
    'dispute',
    'resolved',
    'hold',
    'released',
    'method',
    'nothing',
  ),
  pick: fc.nat({ max: 5 }),
  part: fc.constantFrom(1, 2, 3),
});
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;
const life = fc.record({
  ladder: fc.constantFrom(...LADDERS),
  attempts: fc.array(fc.constantFrom('collected', 'insufficient_funds', 'lost_card', 'processing_error'), { minLength: 1, maxLength: 6 }),
  events: fc.array(event, { minLength: 4, maxLength: 25 }),
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

/** What the event reports in the present state of the books; null where it makes no sense. */
function reportOf(run: Simulation, { what, pick, part }: Event, n: number): Report | null {
  const today = dateAt(run.now(), 'UTC');
  const common = { source: 'api', externalId: String(n), effectiveOn: today };
  const items = run.book.list('item').filter((item) => item.open > 0);
  const item = items[pick % Math.max(1, items.length)];
  const payments = run.book.list('payment');
  const payment = payments[pick % Math.max(1, payments.length)];
  const money = { accountId: ACCOUNT, currency: 'EUR', apply: 'named' as const, chargeId: null, attemptId: null, reference: null };
  switch (what) {
    case 'invoice': {
      const data = {
        itemId: `I${n}`,
        accountId: ACCOUNT,
        number: String(n),
        amount: 600,
        currency: 'EUR',
        dueOn: addDays(today, pick * 5),
        orderIds: [],
      };
      return { ...common, type: 'invoice.issued', data: { ...data, delivery: 'delivered' } };
    }
    case 'payment': {
      const amount = Math.ceil((item?.open ?? 0) / part);
      return item
        ? { ...common, type: 'payment.received', data: { ...money, paymentId: `P${n}`, amount, shares: [{ itemId: item.id, amount }] } }
        : null;
    }
    case 'money':
      return { ...common, type: 'payment.received', data: { ...money, paymentId: `P${n}`, amount: part * 300, shares: [] } };
    case 'applied':
      return item && payment
        ? { ...common, type: 'payment.applied', data: { paymentId: payment.id, shares: [{ itemId: item.id, amount: 600 }] } }
        : null;
    case 'refund': {
      const left =
        payment &&
        (payment.unapplied > 0 ||
          run.book
            .list('allocation')
            .filter(({ paymentId }) => paymentId === payment.id)
            .reduce((sum, { amount }) => sum + amount, 0) > 0);
      return left ? { ...common, type: 'payment.refunded', data: { paymentId: payment.id, itemIds: [] } } : null;
    }
    case 'dispute':
      return item
        ? {
            ...common,
            type: 'dispute.opened',
            data: { disputeId: `D${n}`, itemId: item.id, amount: part === 1 ? 600 : 200, reasonCode: 'goods' },
          }
        : null;
    case 'resolved': {
      const dispute = run.book.list('dispute').find(({ status }) => status === 'open');
      return dispute
        ? { ...common, type: 'dispute.resolved', data: { disputeId: dispute.id, itemId: dispute.itemId, outcome: 'against-customer' } }
        : null;
    }
    case 'hold': {
      const endsAt = part === 1 ? null : run.now() + part * 2 * DAY;
      const hold = {
        holdId: `H${n}`,
        kind: 'manual' as const,
        scope: 'customer' as const,
        subject: 'C1',
        stops: ['reminders' as const],
        endsAt,
      };
      return { ...common, type: 'hold.placed', data: hold };
    }
    case 'released': {
      const hold = run.book.list('hold').find(({ kind, endedAt }) => kind === 'manual' && endedAt === null);
      return hold ? { ...common, type: 'hold.released', data: { holdId: hold.id } } : null;
    }
    case 'method':
      return { ...common, type: 'method.added', data: { methodId: `M${n}`, kind: 'card', providerRef: 'pm', autopay: part > 1 } };
    default:
      return null;
  }
}

/** Lives a life to its end and a year more. `touch` is called at every moment before its report. */
function live({ ladder: journey, attempts, events }: Life, touch: (run: Simulation, report: Report | null) => void = () => {}): Simulation {
  let tries = 0;
  const collect = () => {
    const answer = attempts[Math.min(tries, attempts.length - 1)] as string;
    tries += 1;
    return answer === 'collected' ? { did: 'collected' as const } : { did: 'declined' as const, code: answer };
  };
  const run = simulate({ journey, customer: CUSTOMER, start: START, collect });
  run.report({ type: 'customer.created', source: 'api', externalId: 'C1', effectiveOn: '2026-03-01', data: {} });
  events.forEach((one, n) => {
    const at = run.now() + one.after * HOUR;
    if (!one.down && at > run.now()) run.runTo(at - 1);
    run.sleepTo(at);
    const report = reportOf(run, one, n);
    touch(run, report);
    if (report) run.report(report);
  });
  run.runTo(run.now() + 400 * DAY);
  return run;
}

const sent = (run: Simulation) =>
  run.happened
    .filter(({ effect, outcome }) => effect.kind === 'message' && effect.purpose === 'reminder' && outcome === 'sent')
    .flatMap(({ at, effect, parts }) => effect.steps.map((step) => ({ at, ...step, parts })))
    .filter(({ subject, parts }) => parts.some((part) => part.itemId === subject));
const timeline = (run: Simulation) =>
  run.happened.map(
    ({ at, effect, outcome, parts }) =>
      `${isoInstant(at)} ${outcome} ${effect.steps.map(({ subject, step }) => `${subject} ${step}`).join('+')} ${JSON.stringify(parts)}`,
  );
const check = (property: (given: Life) => void) => fc.assert(fc.property(life, property), { numRuns: 120 });

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

describe('whatever happens to a customer', () => {
  it('the same input gives the same decision, and the input is left as it was', () => {
    check((given) => {
      live(given, (run, report) => {
        if (report) run.book.record({ report, recordedAt: run.now() });
        const rows = frozen(structuredClone(run.book.select(run.now())));
        const input = { journey: frozen(given.ladder), rows, now: run.now() };
        expect(advance(input)).toEqual(advance(structuredClone(input)));
      });
    });
  });

  it('no step is taken twice, and no item is reminded of twice on one day', () => {
    check((given) => {
      const run = live(given);
      const steps = sent(run).map(({ subject, step, occurrence }) => `${subject} ${step} ${occurrence}`);
      expect(steps).toEqual([...new Set(steps)]);
      const days = sent(run).map(({ at, subject }) => `${subject} ${dateAt(at, 'UTC')}`);
      expect(days).toEqual([...new Set(days)]);
      const keys = run.happened
        .filter(({ outcome }) => outcome !== 'suppressed' && outcome !== 'given-back')
        .map(({ effect }) => effect.id);
      expect(keys).toEqual([...new Set(keys)]);
    });
  });

  it('nothing is asked for that is settled, disputed, held or covered by money received, whatever the ledger calls it', () => {
    check((given) => {
      const run = live(given);
      const { postings, facts } = run.book;
      const sum = (until: number, match: (line: (typeof postings)[number]) => boolean) =>
        postings
          .filter((line) => match(line) && (facts[line.factNumber - 1]?.recordedAt ?? 0) <= until)
          .reduce((total, { amount }) => total + amount, 0);
      for (const { at, effect, parts } of run.happened.filter(({ effect: { stoppedBy } }) => stoppedBy !== null)) {
        for (const { itemId, amount } of parts) {
          const before = effect.kind === 'collect' ? at - 1 : at;
          const disputed = run.book
            .list('dispute')
            .filter((one) => one.itemId === itemId && one.openedAt <= before && (one.resolvedAt ?? Infinity) > at)
            .reduce((total, one) => total + one.amount, 0);
          const open = sum(before, (line) => line.itemId === itemId && line.book === 'receivable');
          if (effect.kind === 'message') expect(amount).toBeLessThanOrEqual(Math.max(0, open - disputed));
          expect(amount).toBeGreaterThan(0);
        }
        if (effect.kind !== 'message') continue;
        const owed = sum(at, ({ book }) => book === 'receivable') + sum(at, ({ book }) => book === 'unapplied');
        expect(parts.reduce((total, { amount }) => total + amount, 0)).toBeLessThanOrEqual(Math.max(0, owed));
        const held = run.book
          .list('hold')
          .filter(
            ({ kind, startedAt, endsAt, endedAt }) =>
              kind === 'manual' && startedAt <= at && Math.min(endsAt ?? Infinity, endedAt ?? Infinity) > at,
          );
        expect(held).toEqual([]);
      }
    });
  });

  it('a severe step never goes without the milder notice before it, at the ladder’s distance', () => {
    check((given) => {
      const run = live(given);
      for (const severe of sent(run).filter(({ step }) => step === 'after-30')) {
        const notice = sent(run).find(({ subject, step }) => subject === severe.subject && step === 'after-20');
        expect(notice).toBeDefined();
        expect(daysBetween(dateAt(notice?.at ?? Infinity, 'UTC'), dateAt(severe.at, 'UTC'))).toBeGreaterThanOrEqual(10);
      }
    });
  });

  it('reminders keep to the contact hours and come in the order of the ladder', () => {
    const order = ['before-3', 'after-1', 'after-10', 'after-20', 'after-30'];
    check((given) => {
      const run = live(given);
      for (const { at } of sent(run))
        expect([isoInstant(at).slice(11, 16) >= '09:00', isoInstant(at).slice(11, 16) < '20:00']).toEqual([true, true]);
      for (const item of run.book.list('item')) {
        const steps = sent(run)
          .filter(({ subject }) => subject === item.id)
          .map(({ step }) => order.indexOf(step));
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
      }
    });
  });

  it('asking all tokens again at any moment changes nothing that goes out', () => {
    check((given) => {
      let n = 0;
      const asked = live(given, (run) => {
        n += 1;
        const again = { source: 'test', externalId: `again-${n}`, effectiveOn: '2026-03-01' };
        run.report({ ...again, type: 'customer.changed', data: { set: { timeZone: 'UTC' } } });
      });
      expect(timeline(asked)).toEqual(timeline(live(given, settleOnly)));
    });
  });
});

/** The same moment without the question: what is due is decided, as a report would have it decided. */
let quiet = 0;
function settleOnly(run: Simulation): void {
  quiet += 1;
  run.report({
    type: 'customer.changed',
    source: 'quiet',
    externalId: String(quiet),
    effectiveOn: '2026-03-01',
    data: { set: { locale: 'en' } },
  });
}

describe('facts of one moment', () => {
  /** Each is delivered one to three times; the keys shuffle it among the others, and what came up to an `asked` one is decided before the next. */
  const delivered = fc.record({
    what: fc.constantFrom('payment', 'money', 'dispute', 'resolved', 'hold', 'released', 'invoice', 'note'),
    item: fc.nat({ max: 2 }),
    amount: fc.integer({ min: 1, max: 400 }),
    deliveries: fc.array(fc.record({ key: fc.nat(), asked: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  });
  /** At night no step is due: then a moment is one, however many decisions are made in it. */
  const nights = fc.array(fc.array(delivered, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 2 });
  type Night = typeof nights extends fc.Arbitrary<(infer N)[]> ? N : never;

  it('may come in any order, one to three times: position, balance and all that follows are as after each once and in order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LADDERS), nights, (journey, given) => {
        const once = lived(journey, given, (run, reports) => run.report(...reports));
        const shuffled = lived(journey, given, (run, reports, night) => {
          const all = night.flatMap(({ deliveries }, n) => deliveries.map((delivery) => ({ ...delivery, report: reports[n] as Report })));
          let waiting: Report[] = [];
          for (const { report, asked } of all.sort((a, b) => a.key - b.key)) {
            waiting.push(report);
            if (!asked) continue;
            run.report(...waiting);
            waiting = [];
          }
          run.report(...waiting);
        });
        expect(shuffled).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  /** Where the customer stands after each night, and what went out in the month after the last one. */
  function lived(journey: Life['ladder'], given: Night[], deliver: (run: Simulation, reports: Report[], night: Night) => void) {
    const run = simulate({ journey, customer: CUSTOMER, start: START });
    for (const n of [0, 1, 2]) run.report(invoice(`I${n}`, `2026-03-${10 + n * 6}`));
    const standings = given.map((night, n) => {
      run.runTo(START + (19 + 4 * n) * DAY);
      deliver(run, reportsOf(run, night), night);
      return standing(run);
    });
    run.runTo(run.now() + 30 * DAY);
    return { standings, balance: run.book.select(run.now()).accounts, happened: timeline(run).sort() };
  }

  function standing(run: Simulation) {
    const { book, decisions } = run;
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
    const { balance, stage, oldestDueOn } = decisions.at(-1)?.headline ?? {};
    return {
      tokens: sorted(book.tokens()),
      holds: sorted(book.list('hold')),
      disputes: sorted(book.list('dispute')),
      items: sorted(book.list('item')),
      steps: sorted(book.steps()),
      // Which payments are left over, and so are the cash desk's, is a matter of their order; that something is left over is not.
      tasks: new Set(book.list('task').map(({ kind, status }) => `${kind} ${status}`)),
      accounts: book.select(run.now()).accounts,
      headline: { balance, stage, oldestDueOn },
    };
  }

  const invoice = (itemId: string, dueOn: string): Report => ({
    type: 'invoice.issued',
    source: 'api',
    externalId: itemId,
    effectiveOn: '2026-03-01',
    data: { itemId, accountId: ACCOUNT, number: itemId, amount: 600, currency: 'EUR', dueOn, delivery: 'delivered', orderIds: [] },
  });

  const byId = <Row extends { id: string }>(rows: Row[]) => rows.sort((a, b) => (a.id < b.id ? -1 : 1));

  /** What the facts of a night say; what would end something ends only what an earlier night began. */
  function reportsOf(run: Simulation, night: Night): Report[] {
    const effectiveOn = dateAt(run.now(), 'UTC');
    const disputes = byId(run.book.list('dispute').filter(({ status }) => status === 'open'));
    const holds = byId(run.book.list('hold').filter(({ kind, endedAt }) => kind === 'manual' && endedAt === null));
    return night.map(({ what, item, amount }, n): Report => {
      const id = `${effectiveOn}/${n}`;
      const itemId = `I${item}`;
      const common = { source: 'api', externalId: id, effectiveOn };
      const ended = { resolved: disputes, released: holds }[what as string]?.splice(item, 1)[0];
      switch (what) {
        case 'payment':
        case 'money': {
          const shares = what === 'payment' ? [{ itemId, amount }] : [];
          const money = { paymentId: id, accountId: ACCOUNT, amount, currency: 'EUR', shares, apply: 'named' as const };
          return { ...common, type: 'payment.received', data: { ...money, chargeId: null, attemptId: null, reference: null } };
        }
        case 'note':
          return { ...common, type: 'creditNote.issued', data: { creditNoteId: id, itemId, amount } };
        case 'dispute':
          return { ...common, type: 'dispute.opened', data: { disputeId: id, itemId, amount, reasonCode: 'goods' } };
        case 'hold': {
          const hold = { holdId: id, kind: 'manual' as const, scope: 'item' as const, subject: itemId, stops: ['reminders' as const] };
          return { ...common, type: 'hold.placed', data: { ...hold, endsAt: run.now() + (1 + item) * DAY } };
        }
        case 'invoice':
          return { ...invoice(id, '2026-03-19'), effectiveOn };
        default:
          if (ended && 'itemId' in ended)
            return {
              ...common,
              type: 'dispute.resolved',
              data: { disputeId: ended.id, itemId: ended.itemId, outcome: 'against-customer' },
            };
          if (ended) return { ...common, type: 'hold.released', data: { holdId: ended.id } };
          return { ...common, type: 'customer.changed', data: { set: { locale: 'en' } } };
      }
    });
  }
});

describe('very many at once', () => {
  const journey = ladder();

  it('starts no more than fifty effects, and the rest follow as soon as there is room', () => {
    const many = world({ journey }).at('2026-03-01T00:00Z');
    const invoices = TAKEN_AT_ONCE + 60;
    for (let n = 0; n < invoices; n += 1) many.invoice(`I${n}`, { dueOn: '2026-03-31' });
    many.until('2026-04-01T09:01Z');
    expect(many.timeline().filter((line) => line.endsWith('after-1'))).toHaveLength(invoices);
    for (const { decision } of many.run().decisions) expect(decision.effects.length).toBeLessThanOrEqual(EFFECTS_AT_ONCE);
    const full = many.run().decisions.filter(({ decision }) => decision.reasons.some(({ code }) => code === 'in-flight-full'));
    expect(full.length).toBeGreaterThan(0);
    for (const { decision, at } of full) expect(decision).toMatchObject({ more: false, wakeAt: at + 1_000 });
  });

  it('loses none of the tokens that more facts than one decision takes have touched', () => {
    const run = simulate({ journey, customer: CUSTOMER, start: START });
    const ids = Array.from({ length: TAKEN_AT_ONCE + 20 }, (_, n) => `I${n}`);
    const common = (externalId: string) => ({ source: 'api', externalId, effectiveOn: '2026-03-01' });
    run.report(
      ...ids.map((itemId): Report => {
        const data = { itemId, accountId: ACCOUNT, number: itemId, amount: 600, currency: 'EUR', dueOn: '2026-03-31', orderIds: [] };
        return { ...common(itemId), type: 'invoice.issued', data: { ...data, delivery: 'delivered' } };
      }),
    );
    run.report(
      ...ids.map((itemId): Report => {
        const data = { paymentId: `P${itemId}`, accountId: ACCOUNT, amount: 600, currency: 'EUR', shares: [{ itemId, amount: 600 }] };
        return {
          ...common(`p${itemId}`),
          type: 'payment.received',
          data: { ...data, apply: 'named', chargeId: null, attemptId: null, reference: null },
        };
      }),
    );
    expect(run.book.tokens().filter(({ stage }) => stage !== null)).toEqual([]);
    expect(run.book.tokens()).toHaveLength(ids.length);
    expect(run.happened).toEqual([]);
  });
});
