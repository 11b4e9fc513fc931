import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBusinessDay } from '../business-days.js';
import { DAY, dateAt, HOUR, isoInstant, timeAt } from '../calendar.js';
import { world } from '../testing/world.js';
import { type Hours, latenessOf, nextOpen, nextTurn } from './windows.js';

const t = (text: string) => Date.parse(text);
const day = (contact: string) => `
  journey: Window
  contact: { at: "09:00", until: "17:00", zone: customer, ${contact} }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second, at: { days: 5, from: due }, do: { send: second-reminder } }
            - { name: last, at: { days: 7, from: due }, do: { send: final-notice }, severe: true }
          on: { used up: end }`;
const german = { country: 'DE', timeZone: 'Europe/Berlin' };

describe('the first open moment', () => {
  const contact: Hours = { at: '09:00', until: '17:00', days: 'business', closed: [{ from: '2026-12-24', to: '2027-01-01' }] };
  it.each([
    ['is the moment itself inside the window', '2026-03-27T12:00Z', '2026-03-27T12:00:00Z'],
    ['is Monday after Friday evening', '2026-03-27T17:00Z', '2026-03-30T07:00:00Z'],
    ['is Monday on a Saturday at noon, whose clocks go forward before it', '2026-03-28T12:00Z', '2026-03-30T07:00:00Z'],
    ['is the Tuesday after Easter', '2026-04-03T00:00Z', '2026-04-07T07:00:00Z'],
    ['comes after the organisation’s own days', '2026-12-23T17:00Z', '2027-01-04T08:00:00Z'],
  ])('%s', (_, at, then) => {
    expect(isoInstant(nextOpen({ at: t(at), contact, zone: 'Europe/Berlin', country: 'DE' }))).toBe(then);
  });

  it('is open, not earlier than asked, and none before it is', () => {
    const times = fc.constantFrom('00:00', '07:30', '09:00', '16:59', '17:00', '23:59');
    const arbitrary = fc.record({
      at: fc.integer({ min: t('2025-01-01T00:00Z') / 60_000, max: t('2029-01-01T00:00Z') / 60_000 }),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Sao_Paulo'),
      country: fc.constantFrom('DE', 'US', 'IN', 'SA', 'NZ', 'BR', 'ZZ'),
      hours: fc.tuple(times, times).filter(([from, to]) => from < to),
      days: fc.constantFrom('business' as const, undefined),
      closed: fc.option(
        fc.integer({ min: 0, max: 1_400 }).map((first) => ({ first })),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(arbitrary, ({ at: minute, zone, country, hours: [from, until], days, closed }) => {
        const at = minute * 60_000;
        const shut = closed && [dateAt(t('2025-01-01T12:00Z') + closed.first * DAY, 'UTC'), dateAt(at + 3 * DAY, 'UTC')].sort();
        const window: Hours = {
          at: from,
          until,
          ...(days && { days }),
          ...(shut && { closed: [{ from: shut[0] as string, to: shut[1] as string }] }),
        };
        const isOpen = (moment: number) => {
          const date = dateAt(moment, zone);
          const time = timeAt(moment, zone);
          if (shut && date >= (shut[0] as string) && date <= (shut[1] as string)) return false;
          return time >= from && time < until && (days !== 'business' || isBusinessDay({ date, country }));
        };
        const open = nextOpen({ at, contact: window, zone, country });
        expect(open).toBeGreaterThanOrEqual(at);
        expect(isOpen(open)).toBe(true);
        expect(nextOpen({ at: open, contact: window, zone, country })).toBe(open);
        for (let earlier = at; earlier < Math.min(open, at + 6 * DAY); earlier += HOUR / 2) expect(isOpen(earlier)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what falls on a day that is no business day', () => {
  const run = (contact: string, { dueOn }: { dueOn: string }) =>
    world({ journey: day(contact), customer: german })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn })
      .until('2026-06-01T10:00Z');

  it('waits for the next one, and the steps after it keep their days', () => {
    // Due on a Thursday: the Friday is Good Friday, the fifth day a Tuesday.
    expect(run('days: business', { dueOn: '2026-04-02' }).timeline()).toEqual([
      '2026-04-07T07:00Z sent I1 first',
      '2026-04-08T07:00Z sent I1 second',
      '2026-04-10T07:00Z sent I1 last',
    ]);
    expect(run('days: every', { dueOn: '2026-04-02' }).timeline()).toEqual([
      '2026-04-03T07:00Z sent I1 first',
      '2026-04-07T07:00Z sent I1 second',
      '2026-04-09T07:00Z sent I1 last',
    ]);
  });

  it('is left out in the mode skip, and the next step goes on its day; what is severe and what it rests on wait', () => {
    const skipped = run('days: business, outside: skip', { dueOn: '2026-04-02' });
    expect(skipped.timeline()).toEqual(['2026-04-07T07:00Z sent I1 second', '2026-04-09T07:00Z sent I1 last']);
    expect(skipped.reasons('I1')).toContain('2026-04-03 step-skipped');
    expect(skipped.run().book.steps()).toContainEqual(expect.objectContaining({ step: 'first', how: 'dropped', effectId: null }));
    // The fifth day is a Saturday, the seventh a Monday: the formal notice keeps its two days to the reminder that waited.
    expect(run('days: business, outside: skip', { dueOn: '2026-04-13' }).timeline()).toEqual([
      '2026-04-14T07:00Z sent I1 first',
      '2026-04-20T07:00Z sent I1 second',
      '2026-04-22T07:00Z sent I1 last',
    ]);
  });

  it('is judged by its own moment, not by when the engine looks: late inside, it waits for the next open moment', () => {
    const late = world({ journey: day('days: business, outside: skip'), customer: german })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-25' })
      .at('2026-03-26T00:00Z')
      .downUntil('2026-03-28T12:00Z');
    late.until('2026-03-30T12:00Z');
    expect(late.timeline()).toEqual(['2026-03-30T07:00Z sent I1 first']);
  });

  it('is not left out while a hold stops it', () => {
    const held = world({ journey: day('days: business, outside: skip'), customer: german })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-04-02' })
      .at('2026-04-02T12:00Z')
      .hold('H1', { subject: 'I1', stops: ['reminders'] })
      .at('2026-04-08T08:00Z')
      .released('H1')
      .until('2026-04-08T12:00Z');
    expect(held.timeline()).toEqual(['2026-04-08T08:00Z sent I1 first']);
  });

  it('lapses all the same when its time is over', () => {
    const journey = day('days: business').replace('{ days: 1, from: due }', '{ days: -3, from: due }');
    const early = world({ journey, customer: german })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-04-06' })
      .until('2026-04-10T00:00Z');
    expect(early.reasons('I1')).toEqual(expect.arrayContaining(['2026-04-06 step-lapsed']));
    expect(early.timeline()).toEqual([]);
  });

  it('says why it waits', () => {
    const waiting = world({ journey: day('days: business'), customer: german })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-04-02' })
      .until('2026-04-03T10:00Z');
    const reasons = waiting.run().decisions.flatMap(({ decision }) => decision.reasons);
    expect(reasons).toContainEqual({
      about: 'I1',
      code: 'step-waits',
      params: { step: 'first', until: '2026-04-07', because: 'the next open day' },
    });
    expect(waiting.headline()).toMatchObject({ next: { what: 'first', at: '2026-04-07T07:00:00Z', why: 'the next open day' } });
  });
});

describe('customers who are spread over the beginning of the contact hours', () => {
  it.each([
    ['wait for their turn when it opens', '2026-03-31T07:00Z', '2026-03-31T07:40:00Z'],
    ['wait for the turn of the next open day', '2026-04-02T16:00Z', '2026-04-07T07:40:00Z'],
    ['do not wait when their turn is over', '2026-03-31T07:41Z', '2026-03-31T07:41:00Z'],
  ])('%s', (_, at, then) => {
    const contact: Hours = { at: '09:00', until: '17:00', days: 'business' };
    expect(isoInstant(nextTurn({ at: t(at), contact, zone: 'Europe/Berlin', country: 'DE', lateBy: 40 * 60_000 }))).toBe(then);
  });

  it('have a turn inside that time that is always the same, and are spread over all of it', () => {
    const turns = Array.from({ length: 600 }, (_, index) => latenessOf({ contact: { spread: 60 }, customerId: `C${index}` }));
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...turns)).toBeLessThan(HOUR);
    const tenths = new Set(turns.map((turn) => Math.floor(turn / (HOUR / 10))));
    expect(tenths.size).toBe(10);
    expect(latenessOf({ contact: { spread: 60 }, customerId: 'C7' })).toBe(turns[7]);
    expect(latenessOf({ contact: {}, customerId: 'C7' })).toBe(0);
  });

  const life = (spread: string, outside = 'wait') =>
    world({ journey: day(`outside: ${outside}, ${spread}`), customer: german })
      .at('2026-03-02T10:00Z')
      .invoice('I1', { dueOn: '2026-03-31' });

  it('hear later in the day, while due moments, days and distances stay', () => {
    const all = life('spread: { hours: 2 }').until('2026-04-30T00:00Z');
    const plain = life('days: every').until('2026-04-30T00:00Z');
    const days = (lines: string[]) => lines.map((line) => line.replace(/T\S+/, ''));
    expect(days(all.timeline())).toEqual(days(plain.timeline()));
    expect(all.timeline()).not.toEqual(plain.timeline());
    const due = (run: typeof all) =>
      run.run().decisions.flatMap(({ decision }) => decision.effects.map((effect) => isoInstant(effect.due)));
    expect(due(all)).toEqual(due(plain));
  });

  it('are not taken for contacts outside the hours, which a journey skips', () => {
    expect(life('spread: { hours: 2 }', 'skip').until('2026-04-30T00:00Z').timeline()).toHaveLength(3);
  });

  it('are asked at their turn, too', () => {
    const asked = world({
      journey: `
        journey: Asks
        contact: { at: "09:00", until: "17:00", zone: UTC, spread: { hours: 4 } }
        lanes:
          feedback: { for: customer, stages: { feedback: { csat: { after: [settled], days: 1 } } } }
          collection: { for: item, stages: { delivery: { on: { delivered: end } } } }`,
    })
      .at('2026-03-02T10:00Z')
      .invoice('I1', { dueOn: '2026-03-31' })
      .payment('P1', { to: 'I1' })
      .until('2026-03-05T00:00Z');
    const turn = isoInstant(t('2026-03-03T09:00Z') + latenessOf({ contact: { spread: 240 }, customerId: 'C1' }));
    expect(asked.timeline().filter((line) => line.includes('csat'))).toEqual([`${turn} asked I1 csat`]);
  });
});

it.each([0, 1])(
  'a step whose hold ends outside the window is left out then, though it is asked %i times after the window closed',
  (times) => {
    const here = world({
      journey: `
      journey: Skip
      contact: { at: "08:00", until: "12:00", zone: UTC, outside: skip }
      lanes:
        collection:
          for: item
          stages:
            reminders: { steps: [ { name: r1, at: { days: 1, from: due }, do: { send: slip } } ], on: { used up: end } }`,
    })
      .at('2026-03-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .hold('H1', { subject: 'I1', stops: ['reminders'], endsAt: '2026-03-15T12:01Z' })
      .at('2026-03-15T12:00Z');
    for (let asked = 0; asked < times; asked += 1) here.fact('customer.changed', { set: { timeZone: 'UTC' } });
    expect(here.until('2026-03-15T13:00Z').reasons('I1')).toContain('2026-03-15 step-skipped');
  },
);
