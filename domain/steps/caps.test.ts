import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance } from '../advance.js';
import { isBusinessDay } from '../business-days.js';
import { addDays, dateAt, isoInstant, timeAt } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import { loadJourney } from '../journey/load.js';
import type { EffectRow } from '../rows.js';
import { world } from '../testing/world.js';
import { type Cap, createRoom } from './caps.js';

const t = (text: string) => Date.parse(text);

describe('the room of a day', () => {
  const room = (cap: Cap, contacts: string[], { now = '2026-03-20T12:00Z', zone = 'UTC', underWay = [] as EffectRow[] } = {}) =>
    createRoom({ cap, contacts: contacts.map((at, id) => ({ id: String(id), at: t(at) })), underWay, now: t(now), zone });
  const reminder = (more: object, status: EffectRow['status'] = 'planned') =>
    ({ status, effect: { kind: 'message', purpose: 'reminder', ...more } as Effect }) as EffectRow;

  it.each<[string, Cap, string[], string | null]>([
    ['is there before anything went', { day: 1, week: 1 }, [], null],
    ['is taken by one contact of the day', { day: 1 }, ['2026-03-20T00:00Z'], 'day'],
    ['is not taken by one of the day before', { day: 1 }, ['2026-03-19T23:59Z'], null],
    ['is there for another one where a day has two', { day: 2 }, ['2026-03-20T09:00Z'], null],
    ['is taken by contacts of the six days before', { week: 2 }, ['2026-03-14T00:00Z', '2026-03-19T10:00Z'], 'week'],
    ['is not taken by what lies longer back', { week: 2 }, ['2026-03-13T23:59Z', '2026-03-19T10:00Z'], null],
  ])('%s', (_, cap, contacts, span) => {
    expect(room(cap, contacts).full()?.span ?? null).toBe(span);
  });

  it('is counted in the days of the customer', () => {
    const late = ['2026-03-20T03:00Z'];
    expect(room({ day: 1 }, late).full()).toEqual({ span: 'day', count: 1 });
    expect(room({ day: 1 }, late, { zone: 'America/New_York' }).full()).toBeNull();
  });

  it('is taken by what is under way and not claimed yet, and by what is added', () => {
    expect(room({ day: 1 }, [], { underWay: [reminder({})] }).full()).not.toBeNull();
    for (const other of [
      reminder({ alone: true }),
      reminder({ purpose: 'invoice' }),
      reminder({ purpose: 'failure' }),
      reminder({}, 'claimed'),
    ])
      expect(room({ day: 1 }, [], { underWay: [other] }).full()).toBeNull();
    const one = room({ day: 1 }, []);
    one.add();
    expect(one.full()).not.toBeNull();
  });

  it('comes back on the next day, or when the oldest of the week is seven days away', () => {
    expect(room({ day: 1 }, ['2026-03-20T09:00Z']).nextDay()).toBe('2026-03-21');
    expect(room({ day: 1, week: 2 }, ['2026-03-16T09:00Z', '2026-03-20T09:00Z']).nextDay()).toBe('2026-03-23');
    expect(room({ day: 3, week: 3 }, ['2026-03-20T09:00Z', '2026-03-20T10:00Z', '2026-03-20T11:00Z']).nextDay()).toBe('2026-03-27');
  });
});

const journey = (contact: string, lanes = '') => `
  journey: Capped
  contact: { at: "09:00", until: "17:00", zone: UTC, ${contact} }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
            - { name: last, at: { days: 20, from: due }, do: { send: final-notice }, severe: true }
          on: { used up: end }${lanes}`;

describe('under a cap of one a day', () => {
  it('a joint message counts once, whatever the number of its invoices', () => {
    const joint = world({ journey: journey('together: true, atMost: { day: 1 }') })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .invoice('I2', { dueOn: '2026-03-10' })
      .invoice('I3', { dueOn: '2026-03-19' })
      .until('2026-03-20T10:00Z');
    expect(joint.timeline().map((line) => line.slice(0, 10))).toEqual([
      '2026-03-11',
      '2026-03-11',
      '2026-03-20',
      '2026-03-20',
      '2026-03-20',
    ]);
  });

  it('what is left out is over: the step after it does not wait for it', () => {
    const two = world({ journey: journey('atMost: { day: 1 }') })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .invoice('I2', { dueOn: '2026-03-10' })
      .until('2026-03-25T10:00Z');
    expect(two.reasons('I2')).toContain('2026-03-11 step-capped');
    expect(two.run().book.steps()).toContainEqual(expect.objectContaining({ subject: 'I2', step: 'first', how: 'dropped' }));
    // The second one bears a formal notice: it waits a day.
    expect(two.timeline()).toEqual([
      '2026-03-11T09:00Z sent I1 first',
      '2026-03-20T09:00Z sent I1 second',
      '2026-03-21T09:00Z sent I2 second',
    ]);
  });

  it('a question after something that happened is left out, the regular one waits', () => {
    const asking = (settings: string) =>
      world({
        journey: journey('atMost: { day: 1 }', `\n    feedback:\n      for: customer\n      stages:\n        feedback: { ${settings} }`),
      })
        .at('2026-03-01T08:00Z')
        .invoice('I1', { dueOn: '2026-03-31' })
        .invoice('I2', { dueOn: '2026-08-31' });
    const csat = asking('csat: { after: [dispute resolved], days: 1 }')
      .at('2026-03-30T09:00Z')
      .dispute('D1', { on: 'I2', amount: 100 })
      .at('2026-03-31T10:00Z')
      .resolved('D1', { on: 'I2' })
      .until('2026-04-05T10:00Z');
    expect(csat.timeline()).toEqual(['2026-04-01T09:00Z sent I1 first']);
    expect(csat.reasons('D1')).toEqual(['2026-04-01 survey-capped']);
    const nps = asking('nps: { every: { months: 1 } }').until('2026-04-05T10:00Z');
    expect(nps.timeline()).toEqual(['2026-04-01T09:00Z sent I1 first', '2026-04-02T09:00Z asked C1 nps']);
    expect(nps.reasons('C1')).toContain('2026-04-01 survey-no-room');
  });

  it('a joint message by letter counts once, too', () => {
    const joint = world({
      journey: journey('together: true, atMost: { day: 1 }').replaceAll('{ send: overdue }', '{ send: overdue, by: [letter] }'),
    })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .invoice('I2', { dueOn: '2026-03-10' })
      .until('2026-03-12T10:00Z');
    expect(joint.timeline()).toEqual(['2026-03-11T09:00Z sent I1 first', '2026-03-11T09:00Z sent I2 first']);
  });

  it('the last reminder of a stage waits where a formal notice of the next stage rests on it', () => {
    const text = `
  journey: Capped
  contact: { at: "09:00", until: "17:00", zone: UTC, atMost: { day: 1 } }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders: { steps: [{ name: only, at: { days: 1, from: due }, do: { send: overdue } }], on: { used up: escalation } }
        escalation: { steps: [{ name: notice, at: { days: 11, from: due }, do: { send: final-notice }, severe: true }], on: { used up: end } }`;
    const two = world({ journey: text })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .invoice('I2', { dueOn: '2026-03-10' })
      .until('2026-03-31T10:00Z');
    expect(two.timeline()).toEqual([
      '2026-03-11T09:00Z sent I1 only',
      '2026-03-12T09:00Z sent I2 only',
      '2026-03-21T09:00Z sent I1 notice',
      '2026-03-22T09:00Z sent I2 notice',
    ]);
  });

  it('a call counts, and is left out where there is no room for it', () => {
    const text = journey('atMost: { day: 1 }').replace(
      '{ name: first, at: { days: 1, from: due }, do: { send: overdue } }',
      '{ name: ring, at: { days: 1, from: due }, do: { call: desk, within: { days: 2 }, else: boss } }\n            - { name: mild, at: { days: 5, from: due }, do: { send: overdue } }',
    );
    const two = world({ journey: text })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-10' })
      .invoice('I2', { dueOn: '2026-03-10' })
      .invoice('I3', { dueOn: '2026-03-06' })
      .until('2026-03-11T10:00Z');
    expect(two.tasks()).toEqual(['open boss call I3', 'open desk call I1']);
    expect(two.reasons('I2')).toContain('2026-03-11 step-capped');
    expect(two.reasons('I3')).toContain('2026-03-11 step-capped');
    expect(two.timeline()).toEqual([]);
  });

  it('the claim of each has the cap, and a decision counts what another one claimed since', () => {
    const text = journey('atMost: { day: 1 }');
    const one = world({ journey: text }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-10' }).at('2026-03-11T09:00Z');
    const now = t('2026-03-11T09:00Z');
    const loaded = loadJourney({ text, file: 'capped.yaml' });
    const rows = one.run().book.select(now, loaded);
    expect(rows.contacts).toEqual([]);
    expect(advance({ journey: loaded, rows, now }).effects[0]?.cap).toEqual({ day: 1, zone: 'UTC' });
    const since = advance({ journey: loaded, rows: { ...rows, contacts: [{ id: 'other', at: now - 60_000 }] }, now });
    expect(since.effects).toEqual([]);
    expect(since.steps).toEqual([expect.objectContaining({ step: 'first', how: 'dropped' })]);
  });
});

describe('over random journeys', () => {
  const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-03-02', days));
  const step = fc.record({ days: fc.integer({ min: -3, max: 25 }), severe: fc.boolean() });
  const arbitrary = fc.record({
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    country: fc.constantFrom('DE', 'US', 'SA'),
    until: fc.constantFrom('10:00', '17:00', '23:59'),
    business: fc.boolean(),
    skip: fc.boolean(),
    closed: fc.option(day, { nil: undefined }),
    cap: fc.constantFrom<Cap[]>({ day: 1 }, { day: 1, week: 2 }, { week: 3 }, { day: 2, week: 4 }),
    together: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    invoices: fc.array(fc.record({ due: day, paid: fc.option(day, { nil: undefined }) }), { minLength: 1, maxLength: 6 }),
    disputes: fc.array(fc.record({ at: day, lasts: fc.integer({ min: 1, max: 9 }) }), { maxLength: 2 }),
  });
  type Life = typeof arbitrary extends fc.Arbitrary<infer L> ? L : never;

  /** Steps whose days rise; a severe one only after a mild one that cannot lapse. */
  function stepsOf({ steps }: Life): string {
    let before: { days: number } | undefined;
    const lines: string[] = [];
    for (const { days, severe } of steps.toSorted((a, b) => a.days - b.days)) {
      const may = severe && before !== undefined && before.days >= 0 && days > before.days;
      lines.push(
        `            - { name: s${lines.length}, at: { days: ${days}, from: due }, do: { send: t }${may ? ', severe: true' : ''} }`,
      );
      before = { days };
    }
    return lines.join('\n');
  }

  function run(life: Life) {
    const { zone, country, until, business, skip, closed, cap, together } = life;
    const contact = [
      `at: "09:00", until: "${until}", zone: customer, together: ${together}`,
      `atMost: ${JSON.stringify(cap)}`,
      ...(business ? ['days: business'] : []),
      ...(skip ? ['outside: skip'] : []),
      ...(closed ? [`closed: [{ from: "${closed}", to: "${addDays(closed, 2)}" }]`] : []),
    ].join(', ');
    const text = `
  journey: Random
  contact: { ${contact} }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps:
${stepsOf(life)}
          on: { used up: end }
    feedback:
      for: customer
      stages:
        feedback: { csat: { after: [dispute resolved, settled], days: 0 }, nps: { every: { months: 1 } } }`;
    const here = world({ journey: text, customer: { country, timeZone: zone } }).at('2026-03-01T10:00Z');
    const events: { at: string; do: () => void }[] = [];
    for (const [index, { due, paid }] of life.invoices.entries()) {
      const id = `I${index}`;
      here.invoice(id, { dueOn: due });
      if (paid) events.push({ at: `${paid}T11:30Z`, do: () => here.payment(`P${index}`, { to: id }) });
    }
    for (const [index, { at, lasts }] of life.disputes.entries()) {
      events.push({ at: `${at}T07:10Z`, do: () => here.dispute(`D${index}`, { on: 'I0', amount: 100 }) });
      events.push({ at: `${addDays(at, lasts)}T21:40Z`, do: () => here.resolved(`D${index}`, { on: 'I0' }) });
    }
    for (const event of events.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      here.at(event.at);
      event.do();
    }
    here.until('2026-06-30T10:00Z');
    return here.run();
  }

  it('nothing goes outside the window, no cap is exceeded, and no severe step without the one before it', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitrary, (life) => {
        const { happened, book, decisions } = run(life);
        const went = happened.filter(({ outcome }) => outcome === 'sent');
        const perDay = new Map<string, number>();
        for (const { at, effect } of went) {
          const date = dateAt(at, life.zone);
          const time = timeAt(at, life.zone);
          const isOpen =
            time >= '09:00' &&
            time < life.until &&
            (!life.business || isBusinessDay({ date, country: life.country })) &&
            !(life.closed && date >= life.closed && date <= addDays(life.closed, 2));
          expect({ isOpen, at: isoInstant(at), effect: effect.id }).toMatchObject({ isOpen: true });
          const isNotice = effect.kind === 'message' && effect.alone;
          if (!isNotice) perDay.set(date, (perDay.get(date) ?? 0) + 1);
        }
        for (const [date, count] of perDay) {
          let week = 0;
          for (let back = 0; back < 7; back += 1) week += perDay.get(addDays(date, -back)) ?? 0;
          expect(count).toBeLessThanOrEqual(life.cap.day ?? Number.POSITIVE_INFINITY);
          expect(week).toBeLessThanOrEqual(life.cap.week ?? Number.POSITIVE_INFINITY);
        }
        const steps = book.steps();
        for (const { effect } of went) {
          if (effect.kind !== 'message' || !effect.alone) continue;
          const { subject, step: name } = effect.steps[0] as Effect['steps'][number];
          const before = steps.find((one) => one.subject === subject && one.step === `s${Number(name.slice(1)) - 1}`);
          expect({ name, before: before?.how }).toEqual({ name, before: 'taken' });
        }
        for (const { decision } of decisions)
          for (const { code, params } of decision.reasons) seen.add(`${code} ${params?.because ?? ''}`.trim());
      }),
      { numRuns: 150, seed: 5 },
    );
    const corners = ['step-capped', 'step-skipped', 'survey-capped', 'survey-no-room', 'survey-skipped', 'step-waits the caps'];
    corners.push('step-waits contact hours', 'step-waits a closed day', 'step-waits the next open day');
    expect(corners.filter((corner) => !seen.has(corner))).toEqual([]);
  });
});
