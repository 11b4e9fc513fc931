import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

/** Reminders 5, 10 and 15 days after issue, then every 14 days, at 07:00 UTC. */
const BY_ISSUE = `
  journey: By issue
  contact: { at: "07:00", until: "20:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: first, at: { days: 5, from: issue }, do: { send: first } }
            - { name: second, at: { days: 10, from: issue }, do: { send: second } }
            - { name: third, at: { days: 15, from: issue }, every: { days: 14 }, do: { send: third } }
          on: { used up: end }`;

/** The ladder of +1, +10, +20 (mild) and +30 (severe), 3 days apart. */
const ladder = ({ apart = 'apart: { reminders: 3 }', afterwards = 0, zone = 'UTC', at = '09:00', until = '20:00' } = {}) => `
  journey: Ladder
  contact: { at: "${at}", until: "${until}", zone: ${zone}, ${apart} }
  holds: { afterwards: { days: ${afterwards} } }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps:
            - { name: after-1, at: { days: 1, from: due }, do: { send: slip } }
            - { name: after-10, at: { days: 10, from: due }, do: { send: second } }
            - { name: after-20, at: { days: 20, from: due }, do: { send: third } }
            - { name: after-30, at: { days: 30, from: due }, do: { send: final }, severe: true }
          on: { used up: end }`;

const WARN_BLOCK_CANCEL = `
  journey: Warning, block, cancel
  contact: { at: "09:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: warning, at: { days: 5, from: issue }, do: { send: warning } }
            - { name: block, at: { days: 7, from: issue }, do: { send: block }, severe: true }
            - { name: cancel, at: { days: 11, from: issue }, do: { send: cancel }, severe: true }
          on: { used up: end }`;

it.each([
  ['send: overdue, by: [letter], with: [payment slip]', true],
  ['send: overdue, by: [email, letter], with: [cheque, reply envelope]', true],
  ['send: overdue, with: [payment slip]', false],
  ['send: overdue, by: [email], with: [payment slip]', false],
])('what is enclosed lies in a letter: { %s } is right: %s', (said, right) => {
  const { findings } = checkJourney(
    `{ journey: J, lanes: { l: { for: item, stages: { reminders: { steps: [{ name: a, at: { days: 1, from: due }, do: { ${said} } }], on: { used up: end } } } } } }`,
  );
  expect(findings.length === 0).toBe(right);
});

describe('levels at the end of a month and after the level before (M1)', () => {
  const LEVELS = `
journey: Levels
contact: { hours: "07:00 to 20:00 in UTC" }
collection, for each invoice:
  reminders:
    10 days after due: send Overdue
    end of the month of 30 days after due: send Second reminder
    10 days after Second reminder: send Third reminder
    on used up: end
`;
  const issued = (dueOn = '2024-01-15') => world({ journey: LEVELS }).at('2024-01-01T00:00Z').invoice('I1', { dueOn });

  it('go on their days', () => {
    expect(issued().until('2024-05-01T00:00Z').timeline()).toEqual([
      '2024-01-25T07:00Z sent I1 overdue',
      '2024-02-29T07:00Z sent I1 second-reminder',
      '2024-03-10T07:00Z sent I1 third-reminder',
    ]);
  });

  it('keep the distance from the day on which the level before really went', () => {
    const late = issued().hold('H1', { stops: ['reminders'], endsAt: '2024-03-05T00:00Z' });
    expect(
      late
        .until('2024-05-01T00:00Z')
        .timeline()
        .filter((line) => line.includes('sent')),
    ).toEqual([
      '2024-03-05T07:00Z sent I1 overdue',
      '2024-03-06T07:00Z sent I1 second-reminder',
      '2024-03-16T07:00Z sent I1 third-reminder',
    ]);
  });
});

describe('reminders by the calendar (M2)', () => {
  const issued = () => world({ journey: BY_ISSUE }).at('2024-03-01T00:00Z').invoice('I1', { dueOn: '2024-03-15' });

  it('go on their days at the send time, and then every 14 days', () => {
    expect(issued().until('2024-04-26T23:59Z').timeline()).toEqual([
      '2024-03-06T07:00Z sent I1 first',
      '2024-03-11T07:00Z sent I1 second',
      '2024-03-16T07:00Z sent I1 third',
      '2024-03-30T07:00Z sent I1 third #1',
      '2024-04-13T07:00Z sent I1 third #2',
    ]);
  });

  it('do not go an hour before the send time', () => {
    expect(issued().until('2024-03-11T06:00Z').timeline()).toEqual(['2024-03-06T07:00Z sent I1 first']);
  });

  it('stop with the payment', () => {
    const paid = issued().at('2024-03-10T12:00Z').payment('P1', { to: 'I1' }).until('2024-06-01T00:00Z');
    expect(paid.timeline()).toEqual(['2024-03-06T07:00Z sent I1 first']);
    expect(paid.reasons('I1')).toContain('2024-03-10 settled');
    expect(paid.wakesAt()).toBeNull();
  });

  it('stop with a payment in the very moment of the reminder: the money was recorded first', () => {
    const paid = issued().at('2024-03-06T07:00Z').payment('P1', { to: 'I1' }).until('2024-06-01T00:00Z');
    expect(paid.timeline()).toEqual([]);
  });

  it('go a day late when the engine was down, and the next keeps its date', () => {
    const late = issued().at('2024-03-11T06:00Z').downUntil('2024-03-12T06:00Z').until('2024-03-31T00:00Z');
    expect(late.timeline()).toEqual([
      '2024-03-06T07:00Z sent I1 first',
      '2024-03-12T07:00Z sent I1 second',
      '2024-03-16T07:00Z sent I1 third',
      '2024-03-30T07:00Z sent I1 third #1',
    ]);
  });

  it('go on though both the step that they count from and the first of them fell outside the window and were left out', () => {
    const skipping = `
      journey: Skipping
      contact: { at: "09:00", until: "17:00", zone: UTC, days: business, outside: skip }
      lanes:
        collection:
          for: item
          stages:
            delivery: { on: { delivered: reminders } }
            reminders:
              steps:
                - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
                - { name: again, at: { days: 4, from: first }, do: { send: overdue }, every: { days: 15 } }
              on: { used up: end }`;
    // A Saturday, long after the first repeat would have gone.
    const late = world({ journey: skipping }).at('2026-03-14T10:00Z').invoice('I1', { dueOn: '2026-03-05' });
    expect(late.until('2026-04-20T00:00Z').timeline()).toEqual([
      '2026-03-25T09:00Z sent I1 again #1',
      '2026-04-09T09:00Z sent I1 again #2',
    ]);
  });

  it('never go twice a day: after a long downtime one a day, and a repeat that the next has overtaken lapses', () => {
    const late = issued().at('2024-03-02T00:00Z').downUntil('2024-04-14T10:00Z').until('2024-04-30T00:00Z');
    expect(late.timeline()).toEqual([
      '2024-04-14T10:00Z sent I1 first',
      '2024-04-15T07:00Z sent I1 second',
      '2024-04-16T07:00Z sent I1 third #2',
      '2024-04-27T07:00Z sent I1 third #3',
    ]);
    expect(late.reasons('I1').filter((reason) => reason.endsWith('step-overtaken'))).toHaveLength(1);
  });

  it('do not begin before the invoice is delivered, and never remind of a rest of nothing', () => {
    const waiting = world({ journey: BY_ISSUE })
      .at('2024-03-01T00:00Z')
      .invoice('I1', { dueOn: '2024-03-15', delivery: 'waiting' })
      .at('2024-03-20T12:00Z');
    expect(waiting.timeline()).toEqual([]);
    expect(waiting.fact('invoice.delivered', { itemId: 'I1' }).until('2024-03-21T23:00Z').timeline()).toEqual([
      '2024-03-20T12:00Z sent I1 first',
      '2024-03-21T07:00Z sent I1 second',
    ]);
  });
});

describe('a step before the due date', () => {
  const journey = `
    journey: Before
    contact: { at: "09:00", zone: customer }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: before-3, at: { days: -3, from: due }, do: { send: coming-up } }
              - { name: after-1, at: { days: 1, from: due }, do: { send: slip } }
            on: { used up: end }`;

  it('goes late while it is not yet due', () => {
    const late = world({ journey }).at('2026-05-10T00:00Z').invoice('I1', { dueOn: '2026-06-01' });
    expect(late.at('2026-05-20T00:00Z').downUntil('2026-05-31T12:00Z').until('2026-06-10T00:00Z').timeline()).toEqual([
      '2026-05-31T12:00Z sent I1 before-3',
      '2026-06-02T09:00Z sent I1 after-1',
    ]);
  });

  it.each([
    ['UTC', '2026-05-31T23:59Z', '2026-06-01T00:00Z'],
    ['America/New_York', '2026-06-01T03:59Z', '2026-06-01T04:00Z'],
    ['Pacific/Kiritimati', '2026-05-31T09:59Z', '2026-05-31T10:00Z'],
  ])('lapses when the due date begins in %s', (timeZone, before, from) => {
    const late = (moment: string) =>
      world({ journey, customer: { timeZone } })
        .at('2026-05-10T00:00Z')
        .invoice('I1', { dueOn: '2026-06-01' })
        .at('2026-05-20T00:00Z')
        .downUntil(moment)
        .until('2026-06-10T00:00Z');
    expect(
      late(from)
        .reasons('I1')
        .some((reason) => reason.endsWith('step-lapsed')),
    ).toBe(true);
    expect(late(from).timeline()).toHaveLength(1);
    expect(late(before).reasons('I1').at(0)).not.toContain('step-lapsed');
  });
});

describe('a step that lapsed', () => {
  it('was not sent, so nothing keeps apart from it', () => {
    const journey = ladder().replace(
      'steps:',
      'steps:\n            - { name: before-3, at: { days: -3, from: due }, do: { send: coming-up } }',
    );
    const held = world({ journey }).at('2026-05-10T00:00Z').invoice('I1', { dueOn: '2026-06-01' });
    held
      .hold('H1', { stops: ['reminders'] })
      .at('2026-06-01T12:00Z')
      .method('card-1')
      .at('2026-06-01T13:00Z')
      .released('H1');
    expect(held.until('2026-06-04T12:00Z').timeline()).toEqual(['2026-06-02T09:00Z sent I1 after-1']);
  });
});

describe('the levels of M1 that a number of days can say', () => {
  it('L1 goes ten days after due, and nothing else before L2', () => {
    const journey = `
      journey: Levels
      contact: { at: "09:00", zone: UTC }
      lanes:
        collection:
          for: item
          stages:
            reminders:
              steps:
                - { name: level-1, at: { days: 10, from: due }, do: { send: level-1 } }
                - { name: level-2, at: { days: 45, from: due }, do: { send: level-2 } }
              on: { used up: end }`;
    const levels = world({ journey }).at('2024-01-02T00:00Z').invoice('I1', { dueOn: '2024-01-15' });
    expect(levels.until('2024-04-01T00:00Z').timeline()).toEqual([
      '2024-01-25T09:00Z sent I1 level-1',
      '2024-02-29T09:00Z sent I1 level-2',
    ]);
  });
});

describe('a severe step (L2)', () => {
  const issued = () => world({ journey: WARN_BLOCK_CANCEL }).at('2012-05-31T00:00Z').invoice('I1', { dueOn: '2012-05-31' });

  it('goes on its day when nothing came between', () => {
    expect(issued().until('2012-07-01T00:00Z').timeline()).toEqual([
      '2012-06-05T09:00Z sent I1 warning',
      '2012-06-07T09:00Z sent I1 block',
      '2012-06-11T09:00Z sent I1 cancel',
    ]);
  });

  it('keeps its full distance to a notice that went late, and says so', () => {
    const late = issued().at('2012-06-01T00:00Z').downUntil('2012-06-08T09:00Z').until('2012-07-01T00:00Z');
    expect(late.timeline()).toEqual([
      '2012-06-08T09:00Z sent I1 warning',
      '2012-06-10T09:00Z sent I1 block',
      '2012-06-14T09:00Z sent I1 cancel',
    ]);
    const why = late.run().decisions.flatMap(({ decision }) => decision.reasons.filter(({ code }) => code === 'step-due'));
    expect(why.map(({ params }) => params)).toEqual([
      { step: 'warning', because: 'its moment' },
      { step: 'block', because: 'the distance of a severe step' },
      { step: 'cancel', because: 'the distance of a severe step' },
    ]);
  });

  it('that repeats keeps the distance of its repeats', () => {
    const journey = WARN_BLOCK_CANCEL.replace('do: { send: cancel }', 'every: { days: 10 }, do: { send: cancel }');
    const late = world({ journey }).at('2012-05-31T00:00Z').invoice('I1', { dueOn: '2012-05-31' });
    expect(
      late.until('2012-06-08T00:00Z').at('2012-06-10T00:00Z').downUntil('2012-06-20T12:00Z').until('2012-07-10T00:00Z').timeline(),
    ).toEqual([
      '2012-06-05T09:00Z sent I1 warning',
      '2012-06-07T09:00Z sent I1 block',
      '2012-06-20T12:00Z sent I1 cancel',
      '2012-06-30T09:00Z sent I1 cancel #1',
    ]);
  });
});

describe('late entry (M7)', () => {
  it('takes the mildest first, three days apart, back on the calendar, without a leap', () => {
    const given = world({ journey: ladder(), customer: { deliverBy: 'paper' } })
      .at('2026-05-01T00:00Z')
      .invoice('I1', { dueOn: '2026-06-01', delivery: 'waiting' })
      .at('2026-06-15T09:00Z')
      .fact('invoice.delivered', { itemId: 'I1' })
      .until('2026-12-31T00:00Z');
    expect(given.timeline()).toEqual([
      '2026-06-15T09:00Z sent I1 after-1',
      '2026-06-18T09:00Z sent I1 after-10',
      '2026-06-21T09:00Z sent I1 after-20',
      '2026-07-01T09:00Z sent I1 after-30',
    ]);
    expect(given.stages('I1')).toEqual([null]);
  });
});

describe('contact hours and daylight saving (M4)', () => {
  const quiet = ladder({ zone: 'customer', at: '08:00', until: '22:00' });
  const berlin = () =>
    world({ journey: quiet, customer: { timeZone: 'Europe/Berlin' } })
      .at('2026-03-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-27' });

  it('what comes up at 23:30 in Berlin waits for 08:00 of the next day, which the clock change moves to 06:00 UTC', () => {
    const late = berlin().at('2026-03-28T06:00Z').downUntil('2026-03-28T22:30Z').until('2026-03-30T00:00Z');
    expect(late.timeline()).toEqual(['2026-03-29T06:00Z sent I1 after-1']);
    expect(late.reasons('I1')).toContain('2026-03-28 step-waits');
  });

  it.each([
    ['21:59 is inside', '2026-03-28T20:59Z', '2026-03-28T20:59Z'],
    ['22:00 is outside', '2026-03-28T21:00Z', '2026-03-29T06:00Z'],
    ['07:59 is outside', '2026-03-29T05:59Z', '2026-03-29T06:00Z'],
    ['08:00 is inside', '2026-03-29T06:00Z', '2026-03-29T06:00Z'],
  ])('%s', (_, up, goes) => {
    const late = berlin().at('2026-03-28T06:00Z').downUntil(up).until('2026-03-30T00:00Z');
    expect(late.timeline()).toEqual([`${goes} sent I1 after-1`]);
  });

  it('a customer who moves gets the rest at the hours of the new place, and nothing twice', () => {
    const moved = berlin()
      .at('2026-04-01T00:00Z')
      .fact('customer.changed', { set: { timeZone: 'America/New_York' } });
    expect(moved.until('2026-04-20T00:00Z').timeline()).toEqual([
      '2026-03-28T07:00Z sent I1 after-1',
      '2026-04-06T12:00Z sent I1 after-10',
      '2026-04-16T12:00Z sent I1 after-20',
    ]);
  });

  it('the zone of the journey stands above that of the customer', () => {
    const fixed = world({ journey: ladder({ zone: 'Asia/Tokyo' }), customer: { timeZone: 'Europe/Berlin' } });
    expect(fixed.at('2026-03-01T00:00Z').invoice('I1', { dueOn: '2026-03-27' }).until('2026-03-29T00:00Z').timeline()).toEqual([
      '2026-03-28T00:00Z sent I1 after-1',
    ]);
  });
});

describe('money not yet matched (M8)', () => {
  const unmatched = () =>
    world({ journey: ladder() }).at('2026-03-01T00:00Z').invoice('I1', { dueOn: '2026-04-01' }).at('2026-03-31T12:00Z').payment('P1');

  it('stops the reminder that it covers, says so, and asks the cash desk', () => {
    const waiting = unmatched().until('2026-04-02T23:00Z');
    expect(waiting.timeline()).toEqual([]);
    expect(waiting.reasons('I1')).toContain('2026-04-02 money-unapplied');
    expect(waiting.tasks()).toEqual(['open cash-desk unapplied-money P1']);
  });

  it('applied, it settles the invoice', () => {
    const applied = unmatched().at('2026-04-03T10:00Z').applied('P1', { to: 'I1' }).until('2026-12-31T00:00Z');
    expect(applied.timeline()).toEqual([]);
    expect(applied.reasons('I1')).toContain('2026-04-03 settled');
    expect(applied.tasks()).toEqual(['closed cash-desk unapplied-money P1']);
  });

  it('found to be another’s, it lets the reminder go that day', () => {
    const returned = unmatched().at('2026-04-03T10:00Z').refund('P1').until('2026-04-03T23:00Z');
    expect(returned.timeline()).toEqual(['2026-04-03T10:00Z sent I1 after-1']);
    expect(returned.tasks()).toEqual(['closed cash-desk unapplied-money P1']);
  });

  it('that an older invoice takes over later uncovers the newer one at once', () => {
    const older = unmatched().until('2026-04-02T23:00Z').at('2026-04-03T10:00Z').invoice('I0', { dueOn: '2026-03-01' });
    expect(older.timeline()).toEqual(['2026-04-03T10:00Z sent I1 after-1']);
  });

  it('covers the oldest first: the rest of the next is asked for', () => {
    const two = unmatched().invoice('I2', { dueOn: '2026-04-01' }).payment('P2', { amount: 40_000 }).until('2026-04-02T23:00Z');
    expect(two.timeline()).toEqual(['2026-04-02T09:00Z sent I2 after-1']);
    expect(two.amounts()).toEqual(['2026-04-02 I2 60000']);
  });
});

describe('a dispute (C3)', () => {
  const disputed = (afterwards = 5) =>
    world({ journey: ladder({ afterwards }) })
      .at('2026-05-01T00:00Z')
      .invoice('X', { dueOn: '2026-06-01' })
      .invoice('Y', { dueOn: '2026-06-10' })
      .at('2026-06-13T10:00Z')
      .dispute('D1', { on: 'X' });

  it('stops its invoice and no other', () => {
    const both = disputed().until('2026-07-29T00:00Z');
    expect(both.timeline()).toEqual([
      '2026-06-02T09:00Z sent X after-1',
      '2026-06-11T09:00Z sent X after-10',
      '2026-06-11T09:00Z sent Y after-1',
      '2026-06-20T09:00Z sent Y after-10',
      '2026-06-30T09:00Z sent Y after-20',
      '2026-07-10T09:00Z sent Y after-30',
    ]);
    expect(both.reasons('X')).toContain('2026-06-21 held');
  });

  it('resolved against the customer, goes on after the peace where the ladder was, never straight to the severe step', () => {
    const resolved = disputed().at('2026-07-30T14:00Z').resolved('D1', { on: 'X' }).until('2026-12-31T00:00Z');
    expect(resolved.timeline().filter((line) => line.includes(' X '))).toEqual([
      '2026-06-02T09:00Z sent X after-1',
      '2026-06-11T09:00Z sent X after-10',
      '2026-08-04T09:00Z sent X after-20',
      '2026-08-14T09:00Z sent X after-30',
    ]);
  });

  it('without a peace, goes on at once within the contact hours', () => {
    const resolved = disputed(0).at('2026-07-30T21:00Z').resolved('D1', { on: 'X' }).until('2026-12-31T00:00Z');
    expect(
      resolved
        .timeline()
        .filter((line) => line.includes(' X '))
        .slice(2),
    ).toEqual(['2026-07-31T09:00Z sent X after-20', '2026-08-10T09:00Z sent X after-30']);
  });

  it('is passed by when money goes to the oldest, unless the payment names it', () => {
    const paid = disputed().payment('P1', { apply: 'oldest-first' });
    expect([paid.open('X'), paid.open('Y')]).toEqual([100_000, 0]);
    const named = disputed().payment('P1', { to: 'X' });
    expect([named.open('X'), named.open('Y')]).toEqual([0, 100_000]);
  });

  it('of a part stops only that part', () => {
    const part = world({ journey: ladder() }).at('2026-05-01T00:00Z').invoice('X', { dueOn: '2026-06-01' }).at('2026-06-05T00:00Z');
    part.dispute('D1', { on: 'X', amount: 20_000 }).until('2026-06-12T00:00Z');
    expect(part.amounts()).toEqual(['2026-06-02 X 100000', '2026-06-11 X 80000']);
    part.payment('P1', { to: 'X', amount: 80_000 }).until('2026-07-20T00:00Z');
    expect(part.amounts()).toHaveLength(2);
    expect(part.reasons('X')).toContain('2026-06-21 held');
  });

  it('counts as exposure', () => {
    const ordered = world({ journey: ladder(), customer: { creditStatus: 'approved', creditLimit: 150_000 } })
      .at('2026-05-01T00:00Z')
      .invoice('X', { dueOn: '2026-06-01' })
      .dispute('D1', { on: 'X' })
      .order('O1', { amount: 50_000 })
      .order('O2', { amount: 1 });
    expect([ordered.orderOf('O1')?.status, ordered.orderOf('O2')?.status]).toEqual(['placed', 'held']);
  });
});

describe('other holds and changes', () => {
  const issued = (journey = ladder()) => world({ journey }).at('2026-05-01T00:00Z').invoice('I1', { dueOn: '2026-06-01' });

  it('a hold with an end lets the step go when it ends', () => {
    const held = issued()
      .at('2026-06-01T12:00Z')
      .hold('H1', { stops: ['reminders'], endsAt: '2026-06-05T12:00Z' });
    expect(held.until('2026-06-09T00:00Z').timeline()).toEqual(['2026-06-05T12:00Z sent I1 after-1']);
  });

  it('a hold that ended by itself gives peace from its end, whenever it is released', () => {
    const held = issued(ladder({ afterwards: 5 }))
      .at('2026-05-20T12:00Z')
      .hold('H1', { stops: ['reminders'], endsAt: '2026-06-01T12:00Z' });
    expect(held.at('2026-06-05T00:00Z').released('H1').until('2026-06-09T00:00Z').timeline()).toEqual([
      '2026-06-06T09:00Z sent I1 after-1',
    ]);
  });

  it('a hold on orders does not stop reminders', () => {
    const held = issued().hold('H1', { stops: ['orders'] });
    expect(held.until('2026-06-03T00:00Z').timeline()).toEqual(['2026-06-02T09:00Z sent I1 after-1']);
  });

  it('a hold on the customer stops every invoice until it is released', () => {
    const held = issued()
      .invoice('I2', { dueOn: '2026-06-02' })
      .hold('H1', { stops: ['reminders'] });
    expect(held.at('2026-06-08T12:00Z').timeline()).toEqual([]);
    expect(held.released('H1').until('2026-06-08T23:00Z').timeline()).toEqual([
      '2026-06-08T12:00Z sent I1 after-1',
      '2026-06-08T12:00Z sent I2 after-1',
    ]);
  });

  it('a refused invoice waits until it is delivered again', () => {
    const refused = issued().at('2026-06-05T00:00Z').fact('invoice.refused', { itemId: 'I1', code: 'po-missing' });
    expect(refused.at('2026-06-15T10:00Z').timeline()).toEqual(['2026-06-02T09:00Z sent I1 after-1']);
    expect(refused.fact('invoice.delivered', { itemId: 'I1' }).until('2026-06-16T00:00Z').timeline()).toEqual([
      '2026-06-02T09:00Z sent I1 after-1',
      '2026-06-15T10:00Z sent I1 after-10',
    ]);
  });

  it('a refund reopens the invoice, which goes on with the steps it has not had', () => {
    const reopened = issued()
      .at('2026-06-05T00:00Z')
      .payment('P1', { to: 'I1' })
      .at('2026-07-05T10:00Z')
      .refund('P1')
      .until('2026-08-31T00:00Z');
    expect(reopened.timeline()).toEqual([
      '2026-06-02T09:00Z sent I1 after-1',
      '2026-07-05T10:00Z sent I1 after-10',
      '2026-07-08T09:00Z sent I1 after-20',
      '2026-07-18T09:00Z sent I1 after-30',
    ]);
    expect(reopened.reasons('I1')).toContain('2026-07-05 reopened');
  });

  it('a part payment asks for the rest, and a credit note of the rest ends it', () => {
    const part = issued().at('2026-06-05T00:00Z').payment('P1', { to: 'I1', amount: 40_000 }).until('2026-06-12T00:00Z');
    expect(part.amounts()).toEqual(['2026-06-02 I1 100000', '2026-06-11 I1 60000']);
    part.fact('creditNote.issued', { creditNoteId: 'N1', itemId: 'I1', amount: 60_000 }).until('2026-12-31T00:00Z');
    expect(part.amounts()).toHaveLength(2);
  });

  it('reminders of one account that are due together travel in one message, each with its own amount; a severe one alone', () => {
    const journey = ladder({ apart: 'together: true' });
    const joint = world({ journey })
      .at('2026-05-01T00:00Z')
      .invoice('I1', { dueOn: '2026-06-01' })
      .invoice('I2', { dueOn: '2026-06-10', amount: 5_000 })
      .invoice('I3', { dueOn: '2026-06-30', amount: 700 })
      .until('2026-07-01T12:00Z');
    const templates = joint.run().happened.map(({ effect }) => 'template' in effect && effect.template);
    expect(templates.slice(0, 2)).toEqual(['slip', 'second']);
    const messages = joint.run().happened.map(({ effect }) => effect.steps.map(({ subject, step }) => `${subject} ${step}`).join(' + '));
    expect(messages).toEqual([
      'I1 after-1',
      'I1 after-10 + I2 after-1',
      'I2 after-10',
      'I1 after-20',
      'I2 after-20',
      'I1 after-30',
      'I3 after-1',
    ]);
  });
});
