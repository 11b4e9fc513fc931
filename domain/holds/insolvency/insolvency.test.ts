import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const JOURNEY = `
  journey: Insolvency
  contact: { at: "09:00", zone: UTC }
  lanes:
    collection:
      for: item
      whenever: { payment.failed: failure handling }
      stages:
        delivery: { on: { delivered: autopay } }
        autopay: { collect: { days: 0 }, on: { failed: failure handling, no autopay: reminders } }
        failure handling: { retry: { days: [3, 5] }, on: { used up: reminders } }
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: call-boss, at: { days: 8, from: due }, do: { call: boss, within: { days: 20 } } }
          on: { used up: end }`;
const owing = () => world({ journey: JOURNEY }).at('2026-03-01T00:00Z');
const insolvent = (of: ReturnType<typeof owing>, cutOff: string, holdId = 'H') => of.fact('customer.insolvent', { holdId, cutOff });

describe('an insolvency', () => {
  it('stops retries of a charge, and their messages', () => {
    const charged = world({ journey: JOURNEY, attempts: ['insufficient_funds'] })
      .at('2026-03-01T00:00Z')
      .method('M')
      .invoice('I1', { dueOn: '2026-03-05' });
    charged.at('2026-03-06T00:00Z');
    const before = charged.timeline().length;
    expect(before).toBeGreaterThan(0);
    insolvent(charged, '2026-03-06');
    expect(charged.until('2026-06-01T00:00Z').timeline()).toHaveLength(before);
  });

  it('collects what is issued later, and not what is from before', () => {
    const charged = owing().method('M').invoice('I1', { dueOn: '2026-03-20' });
    insolvent(charged.at('2026-03-06T00:00Z'), '2026-03-06').invoice('I2', { dueOn: '2026-03-25' });
    expect(charged.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-25T09:00Z collected I2 collect by M']);
  });

  it('closes the calls that were asked for', () => {
    const called = insolvent(owing().invoice('I1', { dueOn: '2026-03-01' }).at('2026-03-12T00:00Z'), '2026-03-10');
    expect(called.tasks()).toEqual(['closed boss call I1', 'open legal file-claim C1']);
  });

  it('is asked of the superior when its time is up, and ends when a person releases it', () => {
    const waits = insolvent(owing().invoice('I1', { dueOn: '2026-03-05' }), '2026-03-02').until('2026-03-10T00:00Z');
    expect([waits.tasks(), waits.timeline()]).toEqual([['open head-of-ar file-claim C1'], []]);
    waits.at('2026-03-11T00:00Z').released('H');
    expect(waits.tasks()).toEqual(['closed head-of-ar file-claim C1']);
    expect(waits.until('2026-03-12T00:00Z').timeline()).toEqual(['2026-03-11T09:00Z sent I1 first']);
  });

  it('is reported once, until it has ended', () => {
    const twice = insolvent(owing(), '2026-03-01');
    expect(() => insolvent(twice, '2026-02-01', 'H2')).toThrow(DulyError);
    expect(() => insolvent(twice.released('H'), '2026-02-01', 'H2')).not.toThrow();
  });

  it('is said in a sentence', () => {
    const holds = (line: string) =>
      checkJourney(`journey: J\nholds:\n  insolvency: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
    expect(holds('stop everything, ask Legal, within 2 business days, else Boss').journey?.holds).toEqual({
      insolvency: { ask: { who: 'legal', within: { businessDays: 2 }, else: 'boss' } },
    });
    expect(holds('stop everything').findings[0]?.message).toMatch(/Expected ","/);
  });
});

it('over random stories nothing is asked for what is from before the cut-off, and money after it stays unapplied', () => {
  const event = fc.record({
    day: fc.nat({ max: 40 }),
    what: fc.constantFrom('invoice', 'invoice', 'payment', 'oldest first', 'method'),
    amount: fc.integer({ min: 1, max: 150_000 }),
  });
  let withheld = 0;
  let went = 0;
  fc.assert(
    fc.property(fc.array(event, { maxLength: 10 }), fc.integer({ min: 1, max: 30 }), fc.nat({ max: 10 }), (events, day, back) => {
      const here = owing();
      const cutOff = addDays('2026-03-01', day - back);
      const story = [...events, { day, what: 'insolvent', amount: 0 } as const].sort((a, b) => a.day - b.day);
      let since = Number.POSITIVE_INFINITY;
      story.forEach(({ day: after, what, amount }, index) => {
        const moment = `${addDays('2026-03-01', after)}T0${Math.min(9, index)}:30Z`;
        here.at(moment);
        if (what === 'insolvent') {
          since = Date.parse(moment);
          insolvent(here, cutOff);
        } else if (what === 'invoice') here.invoice(`I${index}`, { dueOn: addDays('2026-03-01', after + 5), amount });
        else if (what === 'method') here.method(`M${index}`);
        else {
          const item = here.run().book.list('item')[0];
          here.payment(`P${index}`, what === 'payment' && item ? { to: item.id, amount } : { amount, apply: 'oldest-first' });
        }
      });
      here.until('2026-06-30T00:00Z');
      const { book, happened } = here.run();
      const isOld = (id: string) => (book.item(id)?.issuedOn ?? '9999-12-31') < cutOff;
      for (const { at, effect, parts } of happened) {
        if (at < since || effect.kind === 'survey') continue;
        went += 1;
        expect(parts.filter(({ itemId }) => isOld(itemId))).toEqual([]);
      }
      for (const fact of book.facts) {
        if (fact.type !== 'payment.received' || fact.recordedAt < since || fact.effectiveOn < cutOff) continue;
        if (fact.data.withheld) withheld += 1;
        expect(fact.data.shares.filter(({ itemId }) => isOld(itemId))).toEqual([]);
      }
      expect(book.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    }),
    { numRuns: 300 },
  );
  expect([withheld, went].every((count) => count > 30)).toBe(true);
});
