import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import { checkJourney, loadJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';
import { refuseFarPromise } from './far-ahead.js';

const text = (promise: string, peace = 0, zone = 'UTC') => `
  journey: Promises
  contact: { at: "09:00", zone: ${zone}, apart: { reminders: 3 } }
  holds: { afterwards: { days: ${peace} }, ${promise} }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second, at: { days: 8, from: due }, do: { send: overdue } }
            - { name: third, at: { days: 15, from: due }, do: { send: overdue } }
          on: { used up: end }`;
const TELLING = 'promise: { grace: { days: 3 }, kept: { send: thank-you }, broken: { send: you-had-promised } }';
const owing = (holds = TELLING, peace = 0, zone = 'UTC') =>
  world({ journey: text(holds, peace, zone) })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' });
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return error instanceof DulyError ? `${error.code} ${error.at}` : String(error);
  }
};

describe('a promise to pay', () => {
  it('that is broken may have somebody call in place of a message, in the hours of calls, and without the days of peace', () => {
    const calling = 'promise: { grace: { days: 3 }, broken: { call: jo, within: { days: 2 }, else: boss } }';
    const promised = owing(calling, 5).promise('P', { on: 'I1', by: '2026-03-10' }).until('2026-03-14T09:00Z');
    expect([promised.promises(), promised.tasks(), promised.timeline()]).toEqual([['P broken'], ['open jo call I1'], []]);
    expect(promised.until('2026-03-17T12:00Z').tasks()).toEqual(['open boss call I1']);
    const holds = (line: string) =>
      checkJourney(`journey: J\nholds:\n  promise: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
    expect(holds('stop the promised amount, then send Thank you or call by Jo, within 3 days').journey?.holds).toMatchObject({
      promise: { kept: { send: 'thank-you' }, broken: { call: 'jo', within: { days: 3 }, else: 'head-of-ar' } },
    });
    expect(holds('stop the promised amount, then send Thank you or Call again').journey?.holds).toMatchObject({
      promise: { broken: { send: 'call-again' } },
    });
  });

  it('is broken when the last day of grace has ended where the customer is, and he hears of it without the days of peace', () => {
    const promised = owing(TELLING, 5, 'America/New_York').promise('P', { on: 'I1', by: '2026-03-10' });
    expect(promised.wakesAt()).toBe('2026-03-02T14:00Z');
    promised.until('2026-03-14T03:59Z');
    expect(promised.promises()).toEqual(['P open']);
    expect(promised.until('2026-03-31T00:00Z').timeline()).toEqual([
      '2026-03-14T13:00Z sent I1 promise-broken',
      '2026-03-19T13:00Z sent I1 first',
      '2026-03-22T13:00Z sent I1 second',
      '2026-03-25T13:00Z sent I1 third',
    ]);
  });

  it('comes up before its day in a word that its own hold does not stop, and not when it was made so late or has come true', () => {
    const beforehand = owing('promise: { before: { days: 2, send: you-promised }, broken: { send: you-had-promised } }');
    const promised = beforehand.promise('P', { on: 'I1', by: '2026-03-10' });
    expect(promised.until('2026-03-15T00:00Z').timeline()).toEqual([
      '2026-03-08T09:00Z sent I1 promise-comes-up',
      '2026-03-14T09:00Z sent I1 promise-broken',
    ]);
    const late = owing('promise: { before: { days: 2, send: you-promised } }').promise('P', { on: 'I1', by: '2026-03-03' });
    expect(late.until('2026-03-05T00:00Z').timeline()).toEqual([]);
    const paid = owing('promise: { before: { days: 2, send: you-promised } }').promise('P', { on: 'I1', by: '2026-03-10' });
    expect(paid.at('2026-03-08T08:00Z').payment('M', { to: 'I1' }).until('2026-03-12T00:00Z').timeline()).toEqual([]);
  });

  it('does not come up when all that was promised is paid just before the word goes, though the rest is open', () => {
    const beforehand = owing('promise: { before: { days: 2, send: you-promised } }');
    const promised = beforehand.promise('P', { on: 'I1', amount: 40_000, by: '2026-03-10' });
    promised.between('2026-03-08T09:00Z', () => promised.payment('M', { to: 'I1', amount: 40_000 }));
    expect(
      promised
        .until('2026-03-09T00:00Z')
        .timeline()
        .filter((line) => line.includes('promise')),
    ).toEqual(['2026-03-08T09:00Z suppressed I1 promise-comes-up']);
  });

  it('does not come up while something else holds the invoice, and after a downtime up to its day only', () => {
    const beforehand = () => owing('promise: { before: { days: 2, send: you-promised } }').promise('P', { on: 'I1', by: '2026-03-10' });
    const disputed = beforehand().at('2026-03-05T00:00Z').dispute('D', { on: 'I1' });
    expect(disputed.until('2026-03-11T00:00Z').timeline()).toEqual([]);
    expect(beforehand().downUntil('2026-03-10T12:00Z').until('2026-03-11T00:00Z').timeline()).toEqual([
      '2026-03-10T12:00Z sent I1 promise-comes-up',
    ]);
    expect(beforehand().downUntil('2026-03-11T12:00Z').until('2026-03-13T00:00Z').timeline()).toEqual([]);
  });

  it('keeps the rest of the invoice chased, and money for it lowers what is held', () => {
    const promised = owing().promise('P', { on: 'I1', amount: 40_000, by: '2026-03-10' });
    promised.at('2026-03-05T00:00Z').payment('M', { to: 'I1', amount: 15_000 });
    expect(promised.until('2026-03-10T00:00Z').amounts()).toEqual(['2026-03-02 I1 60000', '2026-03-09 I1 60000']);
  });

  it('is kept as soon as all of it has come; thanks go within the contact hours, also where nothing is owed any more', () => {
    const kept = owing().promise('P', { on: 'I1', by: '2026-03-10' }).at('2026-03-08T22:00Z').payment('M', { to: 'I1' });
    expect(kept.promises()).toEqual(['P kept']);
    expect(kept.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-09T09:00Z sent I1 promise-kept']);
  });

  it('is judged again when money with an earlier value date is booked, up and never down', () => {
    const booked = (amount: number, on: LocalDate) =>
      owing().promise('P', { on: 'I1', by: '2026-03-10' }).at('2026-03-16T00:00Z').fact('payment.received', paid(amount), { on });
    expect(booked(100_000, '2026-03-13').promises()).toEqual(['P kept']);
    expect(booked(40_000, '2026-03-13').promises()).toEqual(['P partly kept']);
    expect(booked(100_000, '2026-03-14').promises()).toEqual(['P broken']);
    expect(booked(100_000, '2026-03-13').until('2026-06-01T00:00Z').timeline()).toEqual([
      '2026-03-14T09:00Z sent I1 promise-broken',
      '2026-03-16T09:00Z sent I1 promise-kept',
    ]);
  });
  const paid = (amount: number) => ({
    paymentId: 'M',
    accountId: 'C1/L1/EUR',
    amount,
    currency: 'EUR',
    shares: [{ itemId: 'I1', amount }],
    apply: 'named' as const,
    chargeId: null,
    attemptId: null,
    reference: null,
  });

  it('counts money that waited unapplied by its own value date', () => {
    const late = owing().promise('P', { on: 'I1', by: '2026-03-10' }).at('2026-03-12T00:00Z').payment('M');
    late.until('2026-03-14T00:00Z');
    expect(late.promises()).toEqual(['P broken']);
    expect(late.at('2026-03-20T00:00Z').applied('M', { to: 'I1' }).promises()).toEqual(['P kept']);
    expect(late.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-20T09:00Z sent I1 promise-kept']);
  });

  it('is not kept by money that was given back', () => {
    const back = owing().promise('P', { on: 'I1', by: '2026-03-10' }).at('2026-03-05T00:00Z').payment('M', { to: 'I1', amount: 60_000 });
    back.refund('M').until('2026-03-14T00:00Z');
    expect(back.promises()).toEqual(['P broken']);
  });

  it('is void where a credit note leaves nothing to pay', () => {
    const noted = owing().promise('P', { on: 'I1', by: '2026-03-10' });
    noted.fact('creditNote.issued', { creditNoteId: 'N', itemId: 'I1', amount: 100_000 });
    expect(noted.promises()).toEqual(['P void']);
    expect(noted.until('2026-06-01T00:00Z').timeline()).toEqual([]);
  });

  it('is made once at a time for an invoice, for no more than is open, and for a day that is not over', () => {
    const promised = owing().promise('P', { on: 'I1', amount: 40_000, by: '2026-03-10' });
    expect(codeOf(() => promised.promise('Q', { on: 'I1', amount: 1, by: '2026-03-10' }))).toBe('already_promised invoice');
    expect(codeOf(() => owing().promise('P', { on: 'I1', amount: 100_001, by: '2026-03-10' }))).toBe('invalid_amount amount');
    expect(codeOf(() => owing().promise('P', { on: 'I1', by: '2026-02-28' }))).toBe('invalid_date by');
    promised.until('2026-03-14T00:00Z').promise('Q', { on: 'I1', by: '2026-03-20' });
    expect(promised.promises()).toEqual(['P broken', 'Q open']);
    expect(
      promised
        .until('2026-03-25T00:00Z')
        .timeline()
        .filter((line) => line.includes('promise')),
    ).toEqual(['2026-03-24T09:00Z sent I1 promise-broken #1']);
  });

  it('lies no further ahead than the journey takes', () => {
    const far = (holds: string, by: LocalDate) =>
      codeOf(() => refuseFarPromise({ journey: loadJourney({ text: text(holds), file: 'j.yaml' }), by, today: '2026-03-01' }));
    expect(far(TELLING, '2026-03-15')).toBe('taken');
    expect(far(TELLING, '2026-03-16')).toBe('invalid_date by');
    expect(far('promise: { ahead: { days: 30 } }', '2026-03-31')).toBe('taken');
  });

  it('is said in a sentence that may leave out what is usual', () => {
    const holds = (line: string) =>
      checkJourney(`journey: J\nholds:\n  promise: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
    expect(holds('stop the promised amount').journey?.holds).toEqual({ promise: { ahead: { days: 14 }, grace: { days: 3 } } });
    expect(holds('stop the promised amount, up to 21 days ahead').journey?.holds).toEqual({
      promise: { ahead: { days: 21 }, grace: { days: 3 } },
    });
    expect(holds('stop the promised amount, 5 days of grace, then send Thank you or You had promised').journey?.holds).toEqual({
      promise: { ahead: { days: 14 }, grace: { days: 5 }, kept: { send: 'thank-you' }, broken: { send: 'you-had-promised' } },
    });
    expect(holds('stop the promised sum').findings[0]?.message).toMatch(/Expected "amount", found "sum"/);
  });
});

it('over random stories nobody is asked for what is promised', () => {
  const day = fc.nat({ max: 40 });
  const event = fc.record({
    day,
    what: fc.constantFrom('promise', 'promise', 'payment', 'late payment', 'refund', 'dispute', 'credit note'),
    amount: fc.integer({ min: 1, max: 120_000 }),
    ahead: fc.nat({ max: 14 }),
  });
  let asked = 0;
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), (events) => {
      const here = owing(TELLING, 2);
      let next = 0;
      for (const { day: after, what, amount, ahead } of [...events].sort((a, b) => a.day - b.day)) {
        const date = addDays('2026-03-01', after);
        here.at(`${date}T0${Math.min(9, next)}:00Z`);
        next += 1;
        const id = `E${next}`;
        const told = {
          promise: () => here.promise(id, { on: 'I1', amount, by: addDays(date, ahead) }),
          payment: () => here.payment(id, { to: 'I1', amount }),
          'late payment': () => here.payment(id, { amount }).applied(id, { to: 'I1', amount }),
          refund: () => here.refund(`E${next - 1}`),
          dispute: () => here.dispute(id, { on: 'I1', amount }),
          'credit note': () => here.fact('creditNote.issued', { creditNoteId: id, itemId: 'I1', amount }),
        }[what];
        codeOf(told);
      }
      here.until('2026-06-30T00:00Z');
      for (const line of here.promises()) ends.add(line.slice(line.indexOf(' ') + 1));
      const { facts } = here.run().book;
      for (const { at, effect, parts } of here.run().happened) {
        if (effect.kind !== 'message' || effect.purpose === 'thanks') continue;
        for (const { amount } of parts) {
          asked += 1;
          const known = facts.filter((fact) => fact.recordedAt <= at);
          const made = known.findLast((fact) => fact.type === 'promise.made');
          const judged = known.some((fact) => fact.type === 'promise.judged' && fact.data.promiseId === made?.data.promiseId);
          const open = here
            .run()
            .book.postings.filter(({ book, factNumber }) => book === 'receivable' && known.some(({ number }) => number === factNumber));
          const owed = open.reduce((sum, posting) => sum + posting.amount, 0);
          const applied = known
            .filter(({ number }) => made && number > made.number)
            .flatMap((fact) => {
              if (fact.type === 'payment.received' || fact.type === 'payment.applied') return fact.data.shares;
              return [];
            });
          const given = known.filter(({ type }) => type === 'payment.refunded').length;
          if (!made || judged || given > 0) continue;
          const left = made.data.amount - applied.reduce((sum, share) => sum + share.amount, 0);
          expect(amount).toBeLessThanOrEqual(owed - Math.max(0, left));
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(asked).toBeGreaterThan(100);
  expect([...ends].sort()).toEqual(expect.arrayContaining(['broken', 'kept', 'partly kept']));
});
