import { describe, expect, it } from '@jest/globals';
import { advance } from '../advance.js';
import { isoInstant } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import type { AttemptRow, ChargeRow, DisputeRow, EffectRow, HoldRow, ItemRow } from '../rows.js';
import { CUSTOMER, world } from '../testing/world.js';
import { type ViewRows, viewOf } from '../view.js';
import { claimable } from './claimable.js';
import { earliest } from './earliest.js';
import { lapsed } from './lapse.js';
import { nextOpen } from './windows.js';

const t = (text: string) => Date.parse(text);
const contact: Contact = { at: '09:00', until: '20:00', zone: 'UTC', remindersApart: null, surveysApart: 7, together: false };

describe('the earliest moment of a step is the latest of what holds it back', () => {
  const own = '2026-06-10T09:00Z';
  const severe = { severe: true, distance: { days: 10 } };
  it.each([
    ['nothing', {}, {}, '2026-06-10T09:00:00Z', 'its moment'],
    ['a step before it, long ago', {}, { previousAt: '2026-06-01T09:00Z' }, '2026-06-10T09:00:00Z', 'its moment'],
    ['a step before it, yesterday', {}, { previousAt: '2026-06-09T19:00Z' }, '2026-06-10T09:00:00Z', 'its moment'],
    [
      'a step before it, the same day: the next calendar day',
      {},
      { previousAt: '2026-06-10T09:00Z' },
      '2026-06-11T09:00:00Z',
      'the step before it',
    ],
    [
      'a late step before it, three days apart',
      { apart: 3 },
      { previousAt: '2026-06-09T19:00Z' },
      '2026-06-12T09:00:00Z',
      'the step before it',
    ],
    ['a step of another stage, the same day', {}, { pacedAt: '2026-06-10T12:00Z' }, '2026-06-11T09:00:00Z', 'the step before it'],
    [
      'the later of both',
      {},
      { pacedAt: '2026-06-10T12:00Z', previousAt: '2026-06-11T12:00Z' },
      '2026-06-12T09:00:00Z',
      'the step before it',
    ],
    ['a step that is not paced: nothing', { paced: false }, { previousAt: '2026-06-10T09:00Z' }, '2026-06-10T09:00:00Z', 'its moment'],
    [
      'the full distance of a severe step',
      severe,
      { previousAt: '2026-06-05T12:00Z' },
      '2026-06-15T09:00:00Z',
      'the distance of a severe step',
    ],
    [
      'not the distance of a mild one',
      { distance: { days: 10 } },
      { previousAt: '2026-06-05T12:00Z' },
      '2026-06-10T09:00:00Z',
      'its moment',
    ],
    ['a severe step whose notice went in time', severe, { previousAt: '2026-05-31T09:00Z' }, '2026-06-10T09:00:00Z', 'its moment'],
    [
      'the distance is to its own ladder, not to another’s',
      severe,
      { pacedAt: '2026-06-08T12:00Z', previousAt: '2026-05-20T09:00Z' },
      '2026-06-10T09:00:00Z',
      'its moment',
    ],
    ['a hold that ended later', {}, { holdEndedAt: '2026-06-12T14:00Z' }, '2026-06-12T14:00:00Z', 'peace after a hold'],
    ['a hold that ended earlier', {}, { holdEndedAt: '2026-06-09T14:00Z' }, '2026-06-10T09:00:00Z', 'its moment'],
    ['five days of peace after it', { peace: 5 }, { holdEndedAt: '2026-06-09T14:00Z' }, '2026-06-14T09:00:00Z', 'peace after a hold'],
    [
      'peace is not for what is not paced',
      { peace: 5, paced: false },
      { holdEndedAt: '2026-06-09T14:00Z' },
      '2026-06-10T09:00:00Z',
      'its moment',
    ],
    [
      'the latest of all',
      { ...severe, peace: 5 },
      { previousAt: '2026-06-05T12:00Z', holdEndedAt: '2026-06-11T00:00Z' },
      '2026-06-16T09:00:00Z',
      'peace after a hold',
    ],
  ] as [
    string,
    { apart?: number; peace?: number; paced?: boolean; severe?: boolean; distance?: { days: number } },
    Record<string, string>,
    string,
    string,
  ][])('%s', (_, { apart, peace = 0, ...step }, before, at, because) => {
    const instant = (key: string) => (before[key] ? t(before[key]) : null);
    const answer = earliest({
      step: { at: t(own), paced: true, ...step },
      previousAt: instant('previousAt'),
      pacedAt: instant('pacedAt'),
      holdEndedAt: instant('holdEndedAt'),
      contact: { ...contact, remindersApart: apart ?? null },
      peace: { days: peace },
      zone: 'UTC',
      country: 'DE',
    });
    expect({ at: isoInstant(answer.at), because: answer.because }).toEqual({ at, because });
  });

  it('counts business days of peace by the customer’s country', () => {
    // May Day is a Friday.
    const holdEndedAt = t('2026-04-30T12:00Z');
    const ends = (country: string) =>
      isoInstant(
        earliest({ step: { at: 0, paced: true }, previousAt: null, holdEndedAt, contact, peace: { businessDays: 2 }, zone: 'UTC', country })
          .at,
      );
    expect([ends('DE'), ends('US')]).toEqual(['2026-05-05T09:00:00Z', '2026-05-04T09:00:00Z']);
  });

  it('counts days where the customer is', () => {
    const previousAt = t('2026-06-10T02:00Z');
    const at = (zone: string) =>
      isoInstant(
        earliest({ step: { at: 0, paced: true }, previousAt, holdEndedAt: null, contact, peace: { days: 0 }, zone, country: 'DE' }).at,
      );
    expect([at('UTC'), at('America/New_York')]).toEqual(['2026-06-11T09:00:00Z', '2026-06-10T13:00:00Z']);
  });
});

describe('a step lapses', () => {
  it.each([
    ['never, without an end', undefined, '2030-01-01T00:00Z', false],
    ['not before its end', '2026-06-10T00:00Z', '2026-06-09T23:59Z', false],
    ['at its end', '2026-06-10T00:00Z', '2026-06-10T00:00Z', true],
    ['after its end', '2026-06-10T00:00Z', '2026-06-11T00:00Z', true],
  ])('%s', (_, end, now, is) => {
    expect(lapsed({ step: end ? { lapsesAt: t(end) } : {}, now: t(now) })).toBe(is);
  });
});

describe('contact hours from 09:00 until 20:00', () => {
  it.each([
    ['UTC', '2026-06-10T08:59Z', '2026-06-10T09:00:00Z'],
    ['UTC', '2026-06-10T09:00Z', '2026-06-10T09:00:00Z'],
    ['UTC', '2026-06-10T19:59Z', '2026-06-10T19:59:00Z'],
    ['UTC', '2026-06-10T20:00Z', '2026-06-11T09:00:00Z'],
    ['UTC', '2026-06-10T23:59Z', '2026-06-11T09:00:00Z'],
    ['UTC', '2026-06-11T00:00Z', '2026-06-11T09:00:00Z'],
    ['America/New_York', '2026-06-11T00:00Z', '2026-06-11T13:00:00Z'],
    ['America/New_York', '2026-06-10T23:59Z', '2026-06-10T23:59:00Z'],
    ['Europe/Berlin', '2026-03-28T21:00Z', '2026-03-29T07:00:00Z'],
    ['Europe/Berlin', '2026-10-24T21:00Z', '2026-10-25T08:00:00Z'],
    ['Asia/Kolkata', '2026-06-10T14:30Z', '2026-06-11T03:30:00Z'],
  ])('in %s turn %s into %s', (zone, at, inside) => {
    expect(isoInstant(nextOpen({ at: t(at), contact, zone, country: 'DE' }))).toBe(inside);
  });
});

describe('what may be asked for on an item of 1000', () => {
  const now = t('2026-06-10T09:00Z');
  const item: ItemRow = {
    id: 'I1',
    customerId: 'C1',
    accountId: 'A1',
    kind: 'invoice',
    number: '1',
    amount: 1000,
    open: 1000,
    currency: 'EUR',
    issuedOn: '2026-05-01',
    dueOn: '2026-06-01',
    delivery: 'delivered',
    deliveredAt: 0,
    settledAt: null,
    dueChangedAfter: null,
    product: null,
    excusedOn: null,
    journeyId: null,
  };
  const account = { id: 'A1', customerId: 'C1', legalEntityId: 'L1', currency: 'EUR', balance: 1000, unapplied: 0, openItems: 1 };
  const hold = (more: Partial<HoldRow> = {}): HoldRow => ({
    id: `H${JSON.stringify(more)}`,
    customerId: 'C1',
    kind: 'dispute',
    scope: 'item',
    subject: 'I1',
    amount: null,
    stops: ['reminders', 'collecting'],
    cutOffOn: null,
    startedAt: 0,
    endsAt: null,
    endedAt: null,
    ...more,
  });
  const charge: ChargeRow = {
    id: 'CH',
    customerId: 'C1',
    itemIds: ['I1'],
    methodId: 'M',
    amount: 1000,
    currency: 'EUR',
    status: 'open',
    startedAt: 0,
  };
  const attempt = (outcome: AttemptRow['outcome']): AttemptRow => ({
    id: 'AT',
    customerId: 'C1',
    chargeId: 'CH',
    methodId: 'M',
    at: 0,
    outcome,
    code: null,
    reasonClass: null,
    reference: null,
  });
  const older = { ...item, id: 'I0', dueOn: '2026-05-15', open: 300 };
  const empty: ViewRows = {
    customer: CUSTOMER,
    items: [item],
    accounts: [account],
    shielded: [],
    holds: [],
    disputes: [] as DisputeRow[],
    promises: [],
    cheques: [],
    plans: [],
    charges: [],
    attempts: [],
    methods: [],
    consents: [],
    tasks: [],
    surveys: [],
    orders: [],
  };

  it.each([
    ['nothing in the way', {}, 1000],
    ['part paid', { items: [{ ...item, open: 400 }] }, 400],
    ['settled', { items: [{ ...item, open: 0 }] }, 'settled'],
    ['not there', { items: [] }, 'settled'],
    ['held', { holds: [hold()] }, 'held'],
    ['held by a hold on the customer', { holds: [hold({ subject: 'C1', scope: 'customer' })] }, 'held'],
    ['a hold on another item', { holds: [hold({ subject: 'I9' })] }, 1000],
    ['a hold that stops something else', { holds: [hold({ stops: ['orders', 'surveys'] })] }, 1000],
    ['a hold that was ended', { holds: [hold({ endedAt: now - 1 })] }, 1000],
    ['a hold that ends this moment', { holds: [hold({ endsAt: now })] }, 1000],
    ['a hold that ends later', { holds: [hold({ endsAt: now + 1 })] }, 'held'],
    ['a hold that has not begun', { holds: [hold({ startedAt: now + 1 })] }, 1000],
    ['part of it held', { holds: [hold({ amount: 200 })] }, 800],
    ['two parts of it held', { holds: [hold({ amount: 200 }), hold({ amount: 300 })] }, 500],
    ['parts held that are more than it', { holds: [hold({ amount: 600 }), hold({ amount: 500 })] }, 'held'],
    ['part held and only that part left', { items: [{ ...item, open: 200 }], holds: [hold({ amount: 200 })] }, 'held'],
    ['a payment under way', { charges: [charge], attempts: [attempt('under way')] }, 'money-pending'],
    ['a payment of unknown outcome', { charges: [charge], attempts: [attempt('unknown')] }, 'money-pending'],
    ['a payment that was declined', { charges: [charge], attempts: [attempt('declined')] }, 1000],
    ['a charge that is over', { charges: [{ ...charge, status: 'failed' as const }], attempts: [attempt('unknown')] }, 1000],
    ['money received that covers it', { accounts: [{ ...account, unapplied: 1000 }] }, 'money-unapplied'],
    ['money received that covers part', { accounts: [{ ...account, unapplied: 999 }] }, 1],
    ['money of another account', { accounts: [account, { ...account, id: 'A2', unapplied: 1000 }] }, 1000],
    ['money that first covers an older one', { accounts: [{ ...account, unapplied: 1000 }], shielded: [older] }, 300],
    ['money that exactly covers an older one', { accounts: [{ ...account, unapplied: 300 }], shielded: [older] }, 1000],
    ['half held, half covered', { holds: [hold({ amount: 500 })], accounts: [{ ...account, unapplied: 500 }] }, 'money-unapplied'],
  ] as [string, Partial<ViewRows>, number | string][])('%s', (_, rows, expected) => {
    const view = viewOf({ rows: { ...empty, ...rows }, now });
    const answer = claimable({ itemId: 'I1', step: 'after-1', stoppedBy: 'reminders', view });
    expect(answer.ok ? answer.amount : answer.reason.code).toBe(expected);
    const whatever = claimable({ itemId: 'I1', step: 'invoice', stoppedBy: null, view });
    expect(whatever.ok).toBe(expected !== 'settled');
  });
});

it('a step that is held while it is under way is due again when the hold ends by itself', () => {
  const journey = loadJourney({
    file: 'held.yaml',
    text: `
  journey: Held
  contact: { at: "09:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        reminders: { steps: [{ name: only, at: { days: 1, from: due }, do: { send: overdue } }], on: { used up: end } }`,
  });
  const here = world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-02' }).at('2026-03-03T09:00Z');
  const now = Date.parse('2026-03-03T09:00Z');
  const rows = here.run().book.select(now, journey);
  const [effect] = advance({ journey, rows, now }).effects;
  const underWay = [{ id: effect?.id, status: 'planned', effect, at: now } as EffectRow];
  const endsAt = Date.parse('2026-03-05T11:00Z');
  const held: HoldRow[] = here
    .hold('H', { subject: 'I1', stops: ['reminders'], endsAt: '2026-03-05T11:00Z' })
    .run()
    .book.list('hold');
  const asked = (holds: HoldRow[]) =>
    advance({ journey, rows: { ...rows, underWay, holds }, now: now + 60_000 }).tokens.map(({ wakeAt }) => wakeAt);
  expect(asked(held)).toEqual([endsAt]);
  expect(asked([])).toEqual([null]);
});

it('a hold that came and went while a step is under way gives it the days of peace', () => {
  const here = world({
    journey: `
      journey: Peace
      contact: { at: "09:00", zone: UTC }
      holds: { afterwards: { days: 5 } }
      lanes:
        collection:
          for: item
          stages:
            reminders: { steps: [ { name: after-1, at: { days: 1, from: due }, do: { send: slip } } ], on: { used up: end } }`,
  })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-04-01' });
  here.between('2026-04-02T09:00Z', () => here.hold('H1', { subject: 'I1', stops: ['reminders'] }).released('H1'));
  expect(here.until('2026-05-01T00:00Z').timeline()).toEqual([
    '2026-04-02T09:00Z given-back I1 after-1',
    '2026-04-07T09:00Z sent I1 after-1',
  ]);
});
