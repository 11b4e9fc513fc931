import { describe, expect, it } from '@jest/globals';
import type { CustomerRow } from '../rows.js';
import { world } from '../testing/world.js';

it('a step that repeats and was taken before its day, by somebody else, comes again all the same', () => {
  const journey = `
    journey: Every week
    contact: { zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: first, at: { days: 10, from: due }, every: { days: 7 }, do: { send: overdue } }
            on: { used up: end }`;
  const taken = world({ journey })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-02' })
    .fact('steps.taken', { itemId: 'I1', steps: ['first'], on: '2026-03-01' });
  expect(taken.until('2026-03-27T00:00Z').timeline()).toEqual(['2026-03-19T09:00Z sent I1 first #1', '2026-03-26T09:00Z sent I1 first #2']);
});

it('repeats that count from a step have their days from when it really went, and none is over before', () => {
  const journey = `
    journey: After the notice
    contact: { zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
              - { name: second, at: { days: 7, from: first }, every: { days: 5 }, do: { send: second-reminder } }
            on: { used up: end }`;
  const late = world({ journey }).at('2026-03-20T10:00Z').invoice('I1', { dueOn: '2026-03-01' }).until('2026-04-04T00:00Z');
  expect(late.timeline()).toEqual([
    '2026-03-20T10:00Z sent I1 first',
    '2026-03-27T09:00Z sent I1 second',
    '2026-04-01T09:00Z sent I1 second #1',
  ]);
});

describe('business days', () => {
  const german = { country: 'DE' };
  const steps = (lines: string, closed = '') => `
    journey: In business days
    contact: { zone: UTC${closed} }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps: [${lines}]
            on: { used up: end }`;
  const LADDER = `
              { name: early, at: { businessDays: -5, from: due }, do: { send: coming-up } },
              { name: first, at: { businessDays: 7, from: due }, do: { send: overdue } },
              { name: second, at: { businessDays: 10, from: first }, do: { send: second-reminder } },
              { name: last, at: { businessDays: 15, from: second }, do: { send: final-notice }, severe: true }`;
  const unpaid = (journey: string, customer: Partial<CustomerRow>) =>
    world({ journey, customer }).at('2026-03-02T10:00Z').invoice('I1', { dueOn: '2026-04-01' }).until('2026-12-31T00:00Z').timeline();

  it('count by the calendar of the customer’s country, over Easter and Labour Day', () => {
    expect(unpaid(steps(LADDER), german)).toEqual([
      '2026-03-25T09:00Z sent I1 early',
      '2026-04-14T09:00Z sent I1 first',
      '2026-04-28T09:00Z sent I1 second',
      '2026-05-21T09:00Z sent I1 last',
    ]);
    expect(unpaid(steps(LADDER), { country: 'ZZ' }).slice(1)).toEqual([
      '2026-04-10T09:00Z sent I1 first',
      '2026-04-24T09:00Z sent I1 second',
      '2026-05-15T09:00Z sent I1 last',
    ]);
  });

  it('leave out the organisation’s own closed days', () => {
    const [, first] = unpaid(steps(LADDER, ', closed: [{ from: "2026-04-08", to: "2026-04-09" }]'), german);
    expect(first).toBe('2026-04-16T09:00Z sent I1 first');
  });

  it('count from the day on which a step really went; a severe step keeps its distance in business days', () => {
    const late = world({ journey: steps(LADDER), customer: german })
      .at('2026-03-26T10:00Z')
      .invoice('I1', { dueOn: '2026-04-01' })
      .downUntil('2026-12-17T10:00Z')
      .until('2027-03-01T00:00Z');
    expect(late.timeline()).toEqual([
      '2026-03-26T10:00Z sent I1 early',
      '2026-12-17T10:00Z sent I1 first',
      '2027-01-04T09:00Z sent I1 second',
      '2027-01-25T09:00Z sent I1 last',
    ]);
  });

  it('are the distance of two steps that both count in them from one date', () => {
    const two = `
              { name: first, at: { businessDays: 7, from: due }, do: { send: overdue } },
              { name: last, at: { businessDays: 17, from: due }, do: { send: final-notice }, severe: true }`;
    const late = world({ journey: steps(two), customer: german })
      .at('2026-03-26T10:00Z')
      .invoice('I1', { dueOn: '2026-04-01' })
      .downUntil('2026-12-17T10:00Z')
      .until('2027-03-01T00:00Z');
    expect(late.timeline()).toEqual(['2026-12-17T10:00Z sent I1 first', '2027-01-04T09:00Z sent I1 last']);
  });

  it('end a month: the step goes on its last business day, and never before what it counts from', () => {
    const monthly = '{ name: first, at: { days: 0, from: due, endOfMonth: business }, do: { send: overdue } }';
    const dueOn = (day: string) =>
      world({ journey: steps(monthly), customer: german })
        .at('2026-03-02T10:00Z')
        .invoice('I1', { dueOn: day })
        .until('2026-12-31T00:00Z')
        .timeline();
    expect(dueOn('2026-05-10')).toEqual(['2026-05-29T09:00Z sent I1 first']);
    expect(dueOn('2026-05-30')).toEqual(['2026-06-30T09:00Z sent I1 first']);
  });

  it('wait for a day of the month: the first one that comes, the last day where a month is shorter', () => {
    const monthly = `{ name: first, at: { days: 0, from: due, dayOfMonth: 10 }, do: { send: overdue } },
              { name: second, at: { days: 20, from: due, dayOfMonth: 31 }, do: { send: second-reminder } }`;
    const dueOn = (day: string) =>
      world({ journey: steps(monthly), customer: german })
        .at('2026-01-05T10:00Z')
        .invoice('I1', { dueOn: day })
        .until('2026-12-31T00:00Z')
        .timeline();
    expect(dueOn('2026-02-10')).toEqual(['2026-02-10T09:00Z sent I1 first', '2026-03-31T09:00Z sent I1 second']);
    expect(dueOn('2026-01-11')).toEqual(['2026-02-10T09:00Z sent I1 first', '2026-02-11T09:00Z sent I1 second']);
  });
});

it('a first severe step that counts from another date than the step before it keeps the distance that the dates put between them', () => {
  const journey = `
    journey: Notice from issue
    contact: { zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps: [{ name: first, at: { days: 5, from: due }, do: { send: overdue } }]
            on: { used up: escalation }
          escalation:
            steps: [{ name: notice, at: { days: 50, from: issue }, do: { send: final-notice }, severe: true }]
            on: { used up: end }`;
  const run = world({ journey })
    .at('2026-03-02T10:00Z')
    .invoice('I1', { dueOn: '2026-04-01' })
    .downUntil('2026-05-01T10:00Z')
    .until('2026-12-31T00:00Z');
  // Issued on 2 March: the notice was for 21 April, fifteen days after the reminder of 6 April.
  expect(run.timeline()).toEqual(['2026-05-01T10:00Z sent I1 first', '2026-05-16T09:00Z sent I1 notice']);
});

it('repeats go on when the due date has moved behind them: as many as have gone are not repeated, the next one is waited for', () => {
  const journey = `
    journey: Every other day
    contact: { zone: UTC }
    collection, for each invoice:
      reminders:
        1 day after due, then every 2 days: send Overdue
        on used up: end`;
  const moved = world({ journey })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-02' })
    .at('2026-03-09T10:00Z')
    .fact('invoice.dueChanged', { itemId: 'I1', dueOn: '2026-03-20' });
  expect(moved.until('2026-04-01T00:00Z').timeline()).toEqual([
    '2026-03-03T09:00Z sent I1 overdue',
    '2026-03-05T09:00Z sent I1 overdue #1',
    '2026-03-07T09:00Z sent I1 overdue #2',
    '2026-03-09T09:00Z sent I1 overdue #3',
    '2026-03-29T09:00Z sent I1 overdue #4',
    '2026-03-31T09:00Z sent I1 overdue #5',
  ]);
});

describe('when money is expected', () => {
  const journey = `
    journey: Expected
    contact: { zone: UTC }
    collection, for each invoice:
      reminders:
        3 days after expected: send Overdue
        on used up: end`;
  it.each<[string, Partial<CustomerRow>, string, string]>([
    ['the next payment run after it is due', { paymentRun: 25 }, '2026-02-03', '2026-02-28'],
    ['the one of the same day', { paymentRun: 25 }, '2026-02-25', '2026-02-28'],
    ['the one of the next month', { paymentRun: 25 }, '2026-02-26', '2026-03-28'],
    ['the last day of a month that is too short', { paymentRun: 31 }, '2026-02-26', '2026-03-03'],
    ['the due date of whoever has none', {}, '2026-02-03', '2026-02-06'],
  ])('is %s', (_, customer, dueOn, expected) => {
    const here = world({ journey, customer }).at('2026-01-20T00:00Z').invoice('I1', { dueOn }).until('2026-06-01T00:00Z');
    expect(here.timeline()).toEqual([`${expected}T09:00Z sent I1 overdue`]);
  });
});

it('a step that repeats goes on by its new days when the invoice is delivered anew, though those repeats were taken before', () => {
  const journey = `
    journey: By delivery
    contact: { at: "09:00", zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          delivery: { on: { delivered: reminders } }
          reminders:
            steps: [{ name: again, at: { days: 5, from: delivery }, do: { send: overdue }, every: { days: 2 } }]
            on: { used up: end }`;
  const run = world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-02' });
  run.at('2026-03-12T10:00Z').fact('invoice.refused', { itemId: 'I1', code: 'po-missing' }).fact('invoice.delivered', { itemId: 'I1' });
  expect(run.until('2026-03-28T00:00Z').timeline()).toEqual([
    '2026-03-06T09:00Z sent I1 again',
    '2026-03-08T09:00Z sent I1 again #1',
    '2026-03-10T09:00Z sent I1 again #2',
    '2026-03-12T09:00Z sent I1 again #3',
    '2026-03-25T09:00Z sent I1 again #4',
    '2026-03-27T09:00Z sent I1 again #5',
  ]);
});
