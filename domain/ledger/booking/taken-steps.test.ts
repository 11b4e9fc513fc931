/** Items that somebody else chased before: what was done is over, and the rest comes as if Duly had done it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from '../../calendar.js';
import { stepsUpTo } from '../../journey/ladder.js';
import { loadJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const ladder = loadJourney({
  text: `
    journey: Ladder
    contact: { at: "09:00", until: "17:00", zone: UTC, apart: { reminders: 3 } }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: before, at: { days: -3, from: due }, do: { send: coming-up } }
              - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
              - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
              - { name: final, at: { days: 30, from: due }, do: { send: final-notice }, severe: true }
            on: { used up: end }`,
  file: 'ladder.yaml',
});
const STEPS = ['before', 'first', 'second', 'final'];
const DUE = '2026-03-01';

/** An item due on 1 March that Duly gets to know on `from`, chased by others up to `last` on `on`: both are told before anything is decided. */
const takenOver = ({ from, last, on }: { from: LocalDate; last: string; on: LocalDate }) => {
  const here = world({ journey: ladder }).at(`${from}T08:00Z`);
  const told = { source: 'import', effectiveOn: from };
  const data = { itemId: 'I1', accountId: 'C1/L1/EUR', number: '1', amount: 1000, currency: 'EUR', dueOn: DUE, orderIds: [] };
  here.run().report(
    { ...told, type: 'invoice.issued', externalId: 'issued', effectiveOn: '2026-01-30', data: { ...data, delivery: 'delivered' } },
    {
      ...told,
      type: 'steps.taken',
      externalId: 'taken',
      data: { itemId: 'I1', steps: stepsUpTo({ journey: ladder, step: last }) ?? [], on },
    },
  );
  return here;
};
const sent = (here: ReturnType<typeof world>) => here.until('2027-03-01T00:00Z').timeline();

describe('steps that were taken before Duly', () => {
  it.each([
    [
      'before',
      '2026-02-26',
      '2026-03-02',
      ['2026-03-02T09:00Z sent I1 first', '2026-03-11T09:00Z sent I1 second', '2026-03-31T09:00Z sent I1 final'],
    ],
    ['first', '2026-03-04', '2026-03-05', ['2026-03-11T09:00Z sent I1 second', '2026-03-31T09:00Z sent I1 final']],
    // Late by their own calendar: the distance of the severe step counts from the day on which they really went.
    ['second', '2026-04-20', '2026-05-01', ['2026-05-10T09:00Z sent I1 final']],
    // So late that the next one waits for `apart`.
    ['first', '2026-05-01', '2026-05-02', ['2026-05-04T09:00Z sent I1 second', '2026-05-24T09:00Z sent I1 final']],
    ['final', '2026-04-20', '2026-05-01', []],
  ])('up to %s on %s leave what follows', (last, on, from, timeline) => {
    expect(sent(takenOver({ from, last, on }))).toEqual(timeline);
  });

  it('leave exactly the steps after them, whenever they were taken and whenever Duly takes over', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: -10, max: 90 }), fc.nat(60), (k, offset, later) => {
        const on = addDays(DUE, offset);
        const lines = sent(takenOver({ from: addDays(on, later), last: STEPS[k] as string, on }));
        // A step before due lapses unsent by itself, so it is never among those that remain.
        expect(lines.map((line) => line.split(' ').at(-1))).toEqual(STEPS.slice(k + 1));
      }),
    );
  });

  it('stay as they are where Duly itself took them', () => {
    const here = world({ journey: ladder }).at('2026-02-20T00:00Z').invoice('I1', { dueOn: DUE }).until('2026-03-05T00:00Z');
    const [before] = here.run().book.steps();
    here.fact('steps.taken', { itemId: 'I1', steps: ['before', 'first', 'second'], on: '2026-03-04' });
    expect(
      here
        .run()
        .book.steps()
        .find(({ step }) => step === 'before'),
    ).toEqual(before);
    expect(sent(here)).toEqual(['2026-02-26T09:00Z sent I1 before', '2026-03-02T09:00Z sent I1 first', '2026-03-31T09:00Z sent I1 final']);
  });

  it('count as gone where Duly had left them out: what follows keeps its distance to them', () => {
    const text = `
      journey: Skipping
      contact: { at: "09:00", until: "17:00", zone: UTC, outside: skip, apart: { reminders: 3 } }
      lanes:
        collection:
          for: item
          stages:
            reminders:
              steps:
                - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
                - { name: second, at: { days: 2, from: due }, do: { send: second-reminder } }
                - { name: third, at: { days: 3, from: due }, do: { send: third-reminder } }
              on: { used up: end }`;
    const here = world({ journey: text })
      .at('2026-03-02T20:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .at('2026-03-03T07:00Z')
      .fact('steps.taken', { itemId: 'I1', steps: ['first'], on: '2026-03-02' });
    expect(here.reasons('I1')).toContain('2026-03-02 step-skipped');
    expect(sent(here)).toEqual(['2026-03-05T09:00Z sent I1 second', '2026-03-08T09:00Z sent I1 third']);
  });

  it('taken earlier than planned, have each step that counts from another follow the one before it, whatever wakes the engine meanwhile', () => {
    const text = `
      journey: Following
      contact: { at: "09:00", until: "17:00", zone: UTC }
      lanes:
        collection:
          for: item
          stages:
            reminders:
              steps:
                - { name: first, at: { days: 10, from: due }, do: { send: overdue } }
                - { name: second, at: { days: 5, from: first }, do: { send: second-reminder } }
                - { name: third, at: { days: 5, from: second }, do: { send: third-reminder } }
                - { name: fourth, at: { days: 9, from: second }, do: { send: final-notice } }
              on: { used up: end }`;
    const lived = (woken: string[]) => {
      const here = world({ journey: text })
        .at('2026-03-02T20:00Z')
        .invoice('I1', { dueOn: '2026-03-01' })
        .at('2026-03-03T07:00Z')
        .fact('steps.taken', { itemId: 'I1', steps: ['first'], on: '2026-03-03' });
      for (const moment of woken) here.at(moment).fact('customer.changed', { set: { timeZone: 'UTC' } });
      return sent(here);
    };
    expect(lived([])).toEqual(['2026-03-08T09:00Z sent I1 second', '2026-03-13T09:00Z sent I1 third', '2026-03-17T09:00Z sent I1 fourth']);
    expect(lived(['2026-03-09T10:00Z', '2026-03-14T10:00Z'])).toEqual(lived([]));
  });

  it('are those of an item that there is', () => {
    expect(() =>
      world({ journey: ladder })
        .at('2026-03-01T00:00Z')
        .fact('steps.taken', { itemId: 'I9', steps: ['first'], on: DUE }),
    ).toThrow('There is no invoice I9');
  });
});

describe('an invoice that comes delivered', () => {
  const afterDelivery = `
    journey: After delivery
    contact: { at: "09:00", zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps: [{ name: first, at: { days: 5, from: delivery }, do: { send: overdue } }]
            on: { used up: end }`;

  it.each([
    ['2026-02-27', '2026-03-04T09:00Z sent I1 first'],
    [undefined, '2026-03-06T09:00Z sent I1 first'],
  ])('on %p has its steps counted from that day, without one from the day of the report', (deliveredOn, first) => {
    const here = world({ journey: afterDelivery }).at('2026-03-01T00:00Z');
    here.invoice('I1', { dueOn: '2026-06-01', ...(deliveredOn ? { deliveredOn } : {}) });
    expect(sent(here)).toEqual([first]);
  });
});
