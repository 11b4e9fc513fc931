import { describe, expect, it } from '@jest/globals';
import type { ContactRow, EffectRow, MoveRow, StepRow } from '../rows.js';
import { world } from '../testing/world.js';
import { type ClaimInput, claim } from './claim.js';
import type { CollectEffect, Effect, MessageEffect, SurveyEffect } from './effect.js';

const journey = `
  journey: Nothing by itself
  contact: { zone: UTC }
  lanes:
    collection:
      for: item
      stages: { delivery: { on: { delivered: end } } }`;
const START = '2026-04-02T09:00Z';
/** Two invoices of 1000, and what happens to them between the decision and the claim. */
const two = () =>
  world({ journey })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-04-01', amount: 1000 })
    .invoice('I2', { dueOn: '2026-04-01', amount: 1000 })
    .at(START);

const base = { due: Date.parse(START), notAfter: Date.parse('2026-04-02T20:00Z') };
const step = (subject: string, name = 'after-1') => ({ subject, step: name, occurrence: 0 });
const message: MessageEffect = {
  ...base,
  zone: 'UTC',
  id: 'C1/I1/after-1/0',
  kind: 'message',
  steps: [step('I1'), step('I2')],
  stoppedBy: 'reminders',
  template: 'slip',
  purpose: 'reminder',
  itemIds: ['I1', 'I2'],
  chargeId: null,
  peace: true,
  unlessMethod: true,
};
const collect: CollectEffect = {
  ...base,
  id: 'C1/I1/collect/0',
  kind: 'collect',
  steps: [step('I1', 'collect')],
  stoppedBy: 'collecting',
  chargeId: 'CH',
  itemIds: ['I1'],
  methodId: 'M1',
};
const survey: SurveyEffect = {
  ...base,
  notAfter: null,
  id: 'C1/D1/csat/0',
  kind: 'survey',
  steps: [step('D1', 'csat')],
  stoppedBy: 'surveys',
  survey: 'csat',
  subject: 'D1',
  template: 'csat',
};

function claimOf(
  of: ReturnType<typeof two>,
  effect: Effect,
  {
    status = 'planned',
    steps = [],
    moves = [],
    contacts = [],
    noticed,
    state,
    now = START,
    seq = 1,
  }: {
    status?: EffectRow['status'];
    steps?: StepRow[];
    moves?: MoveRow[];
    contacts?: ContactRow[];
    noticed?: ClaimInput['noticed'];
    state?: string;
    now?: string;
    seq?: number;
  } = {},
) {
  const { book } = of.run();
  const rows = { ...book.select(Date.parse(now)), items: book.list('item'), holds: book.list('hold'), disputes: book.list('dispute') };
  const row: EffectRow = {
    id: effect.id,
    customerId: 'C1',
    seq,
    effect,
    status,
    at: effect.due,
    claimedAt: null,
    endedAt: null,
    outcome: null,
    asked: 0,
  };
  return claim({
    effect: row,
    rows,
    steps,
    moves,
    contacts,
    ...(noticed && { noticed }),
    ...(state !== undefined && { state }),
    now: Date.parse(now),
  });
}

function claimed(...input: Parameters<typeof claimOf>) {
  const answer = claimOf(...input);
  return answer.did === 'claimed'
    ? {
        did: answer.did,
        steps: answer.steps.map(({ subject }) => subject),
        parts: Object.fromEntries(answer.parts.map(({ itemId, amount }) => [itemId, amount])),
        ...(answer.reports.length > 0 && { reports: answer.reports.map(({ externalId, data }) => ({ externalId, ...data })) }),
      }
    : { did: answer.did, code: answer.reason.code };
}
const taken = (subject: string, effectId: string, name = 'after-1'): StepRow => ({
  ...step(subject, name),
  customerId: 'C1',
  at: 0,
  how: 'taken',
  effectId,
  severe: false,
});

describe('the claim of a message about two items', () => {
  it.each([
    ['nothing changed', (w) => w, {}, { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } }],
    ['one was paid', (w) => w.payment('P1', { to: 'I1', amount: 1000 }), {}, { did: 'claimed', steps: ['I2'], parts: { I2: 1000 } }],
    [
      'one was paid in part',
      (w) => w.payment('P1', { to: 'I1', amount: 400 }),
      {},
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 600, I2: 1000 } },
    ],
    ['one is disputed', (w) => w.dispute('D1', { on: 'I2', amount: 1000 }), {}, { did: 'claimed', steps: ['I1'], parts: { I1: 1000 } }],
    ['money came that is not applied', (w) => w.payment('P1', { amount: 1500 }), {}, { did: 'claimed', steps: ['I2'], parts: { I2: 500 } }],
    ['both were paid', (w) => w.payment('P1', { amount: 2000, apply: 'oldest-first' }), {}, { did: 'suppressed', code: 'settled' }],
    ['the customer is held', (w) => w.hold('H1', { stops: ['reminders'] }), {}, { did: 'suppressed', code: 'held' }],
    ['another effect took one step', (w) => w, { steps: [taken('I1', 'other')] }, { did: 'claimed', steps: ['I2'], parts: { I2: 1000 } }],
    [
      'others took both steps',
      (w) => w,
      { steps: [taken('I1', 'other'), taken('I2', 'other')] },
      { did: 'suppressed', code: 'step-under-way' },
    ],
    [
      'its own dead attempt took them',
      (w) => w,
      { status: 'claimed', steps: [taken('I1', message.id), taken('I2', message.id)] },
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } },
    ],
    [
      'a minute before the contact hours end',
      (w) => w,
      { now: '2026-04-02T19:59Z' },
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } },
    ],
    [
      'when he lives in another zone by now',
      (w) => w.fact('customer.changed', { set: { timeZone: 'Asia/Tokyo' } }),
      {},
      { did: 'given-back', code: 'step-waits' },
    ],
    [
      'when one is due on another day by now',
      (w) => w.at('2026-04-02T10:00Z').fact('invoice.dueChanged', { itemId: 'I2', dueOn: '2026-04-10' }),
      { now: '2026-04-02T10:00Z' },
      { did: 'given-back', code: 'due-changed' },
    ],
    [
      'when an earlier attempt had it, though one is due on another day by now',
      (w) => w.at('2026-04-02T10:00Z').fact('invoice.dueChanged', { itemId: 'I2', dueOn: '2026-04-10' }),
      { now: '2026-04-02T10:00Z', status: 'claimed' },
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } },
    ],
    [
      'when one was held meanwhile, though nothing holds it by now',
      (w) =>
        w
          .at('2026-04-02T10:00Z')
          .hold('H1', { subject: 'I2', stops: ['reminders'] })
          .released('H1'),
      { now: '2026-04-02T10:00Z' },
      { did: 'given-back', code: 'hold-ended' },
    ],
    [
      'when what was held of one ended meanwhile',
      (w) => w.promise('Z', { on: 'I1', amount: 400, by: '2026-04-09' }).at('2026-04-02T10:00Z').payment('P1', { to: 'I1', amount: 400 }),
      { now: '2026-04-02T10:00Z' },
      { did: 'given-back', code: 'hold-ended' },
    ],
    [
      'when something else was held meanwhile',
      (w) =>
        w
          .at('2026-04-02T10:00Z')
          .hold('H1', { stops: ['surveys'] })
          .released('H1'),
      { now: '2026-04-02T10:00Z' },
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } },
    ],
    [
      'when he added a payment method meanwhile, which may have taken them to where they are collected',
      (w) => w.at('2026-04-02T10:00Z').method('M1'),
      { now: '2026-04-02T10:00Z' },
      { did: 'given-back', code: 'method-added' },
    ],
    [
      'when he had added a payment method before',
      (w) => w.method('M1').at('2026-04-02T10:00Z'),
      { now: '2026-04-02T10:00Z' },
      { did: 'claimed', steps: ['I1', 'I2'], parts: { I1: 1000, I2: 1000 } },
    ],
    ['when the contact hours end', (w) => w, { now: '2026-04-02T20:00Z' }, { did: 'given-back', code: 'step-waits' }],
  ] as [string, (w: ReturnType<typeof two>) => unknown, Parameters<typeof claimed>[2], object][])('%s', (_, happens, state, expected) => {
    const given = two();
    happens(given);
    expect(claimed(given, message, state)).toEqual(expected);
  });
});

describe('what does not go', () => {
  const paid = () => two().payment('P', { to: 'I1', amount: 1000 }).payment('Q', { to: 'I2', amount: 1000 });
  it('asks again the items of which it says nothing after all, and the customer', () => {
    expect(claimOf(two(), message)).not.toHaveProperty('asks');
    const held = two().hold('H1', { subject: 'I1', stops: ['reminders'] });
    expect(claimOf(held, message)).toMatchObject({ did: 'claimed', asks: { of: ['I1'] } });
    expect(claimOf(paid(), message)).toMatchObject({ did: 'suppressed', asks: { of: ['I1', 'I2', 'C1'] } });
    const told = {
      kind: 'webhook' as const,
      hook: 'erp',
      because: 'its moment',
      giveUpAt: 0,
      itemIds: ['I1'],
      steps: [step('I1', 'told')],
    };
    expect(claimOf(held, { ...base, id: 'C1/I1/told/0', stoppedBy: 'reminders', ...told })).toMatchObject({
      did: 'suppressed',
      asks: { of: ['I1'] },
    });
  });
  it('leaves its room under the caps to the others, but not to what would only plan the same again', () => {
    const cap = { day: 1, zone: 'UTC' };
    const othersOf = (...input: Parameters<typeof claimOf>) => claimOf(...input).asks?.others;
    expect(othersOf(two(), { ...message, cap })).toBeUndefined();
    expect(othersOf(paid(), message)).toBeUndefined();
    expect(othersOf(paid(), { ...message, cap })).toEqual({ but: null });
    expect(othersOf(paid(), { ...message, by: ['letter'] })).toEqual({ but: null });
    expect(othersOf(two(), { ...message, cap }, { now: '2026-04-02T20:00Z' })).toEqual({ but: null });
    expect(othersOf(paid(), { ...message, cap, accountId: 'C1/L1/EUR' })).toEqual({ but: 'C1/L1/EUR' });
    expect(othersOf(two().dispute('D1', { on: 'I1' }), { ...survey, cap })).toEqual({ but: 'C1' });
  });
});

describe('the claim of a message that speaks of the state of an account', () => {
  const ofState = { ...message, steps: [step('C1/L1/EUR', 'od2')], accountId: 'C1/L1/EUR', state: { lane: 'dunning', name: 'OD2' } };
  it('goes while the account stands in it, and again under the same id whatever it stands in by then', () => {
    expect(claimed(two(), ofState, { state: 'OD2' })).toMatchObject({ did: 'claimed' });
    expect(claimed(two(), ofState, { state: 'OD1', status: 'claimed' })).toMatchObject({ did: 'claimed' });
  });
  it('is given back where it stands in another one by now, or in none', () => {
    expect(claimed(two(), ofState, { state: 'OD1' })).toEqual({ did: 'given-back', code: 'state-changed' });
    expect(claimed(two(), ofState)).toEqual({ did: 'given-back', code: 'state-changed' });
  });
});

describe('the claim of a collection', () => {
  it('draws what is open then', () => {
    expect(claimed(two().payment('P1', { to: 'I1', amount: 400 }), collect)).toEqual({ did: 'claimed', steps: ['I1'], parts: { I1: 600 } });
  });
  it('draws nothing of what was paid or is held meanwhile', () => {
    expect(claimed(two().payment('P1', { to: 'I1', amount: 1000 }), collect)).toEqual({ did: 'suppressed', code: 'settled' });
    expect(claimed(two().hold('H1', { stops: ['collecting'] }), collect)).toEqual({ did: 'suppressed', code: 'held' });
    expect(claimed(two().hold('H1', { stops: ['reminders'] }), collect)).toMatchObject({ did: 'claimed' });
    const later = two().at('2026-04-02T10:00Z').fact('invoice.dueChanged', { itemId: 'I1', dueOn: '2026-04-10' });
    expect(claimed(later, collect, { now: '2026-04-02T10:00Z' })).toEqual({ did: 'given-back', code: 'due-changed' });
    expect(claimed(later, { ...message, stoppedBy: null }, { now: '2026-04-02T10:00Z' })).toMatchObject({ did: 'claimed' });
    const { unlessMethod: _, ...anyway } = message;
    expect(claimed(two().at('2026-04-02T10:00Z').method('M1'), anyway, { now: '2026-04-02T10:00Z' })).toMatchObject({ did: 'claimed' });
  });
  it('knows by decisions, whatever clocks say, whether the due date was changed after its own', () => {
    const changed = two().fact('invoice.dueChanged', { itemId: 'I1', dueOn: '2026-04-10' });
    const after = changed
      .run()
      .book.list('item')
      .find(({ id }) => id === 'I1')?.dueChangedAfter as number;
    expect(after).toBeGreaterThan(1);
    expect(claimed(changed, collect, { seq: after })).toEqual({ did: 'given-back', code: 'due-changed' });
    expect(claimed(changed, collect, { seq: after + 1 })).toMatchObject({ did: 'claimed' });
  });
  it('is not made by two', () => {
    expect(claimed(two(), collect, { steps: [taken('I1', 'other', 'collect')] })).toEqual({ did: 'suppressed', code: 'step-under-way' });
  });
});

describe('the claim of a survey', () => {
  it('asks, unless a dispute or a hold came between', () => {
    expect(claimed(two(), survey)).toEqual({ did: 'claimed', steps: ['D1'], parts: {} });
    expect(claimed(two().dispute('D1', { on: 'I1', amount: 1 }), survey)).toEqual({ did: 'suppressed', code: 'survey-dropped' });
    expect(claimed(two().hold('H1', { stops: ['surveys'] }), survey)).toEqual({ did: 'suppressed', code: 'held' });
  });
});

it('the claim of a survey that does not go with a notice is judged by the open invoices that had it', () => {
  const never: SurveyEffect = { ...survey, never: ['final-notice'] };
  const noticed = (step: string) => ({ noticed: [{ subject: 'I1', step }] });
  expect(claimed(two(), never, noticed('final-notice'))).toEqual({ did: 'suppressed', code: 'survey-dropped-notice' });
  expect(claimed(two(), never, noticed('overdue'))).toMatchObject({ did: 'claimed' });
  expect(claimed(two(), survey, noticed('final-notice'))).toMatchObject({ did: 'claimed' });
});

describe('the claim of what has a cap', () => {
  const contact = (id: string, at: string): ContactRow => ({ id, at: Date.parse(at) });
  const today = [contact('other', '2026-04-02T07:00Z')];
  const capped: MessageEffect = { ...message, cap: { day: 1, zone: 'UTC' } };
  it.each<[string, Effect, ContactRow[], EffectRow['status'], object]>([
    ['goes where there is room', capped, [contact('other', '2026-04-01T23:00Z')], 'planned', { did: 'claimed' }],
    ['is given back where another contact took it', capped, today, 'planned', { did: 'given-back', code: 'no-room' }],
    [
      'is given back where the week is full',
      { ...message, cap: { week: 1, zone: 'UTC' } },
      [contact('x', '2026-03-27T12:00Z')],
      'planned',
      { did: 'given-back' },
    ],
    [
      'counts days where the customer is',
      { ...capped, cap: { day: 1, zone: 'America/New_York' } },
      [contact('x', '2026-04-02T03:00Z')],
      'planned',
      { did: 'claimed' },
    ],
    ['takes no room from itself', capped, [contact(message.id, '2026-04-02T07:00Z')], 'planned', { did: 'claimed' }],
    ['is not judged again once it may have gone', capped, today, 'claimed', { did: 'claimed' }],
    ['keeps to it as a formal notice', { ...capped, alone: true }, today, 'planned', { did: 'given-back', code: 'no-room' }],
    ['keeps to it as a survey', { ...survey, cap: { day: 1, zone: 'UTC' } }, today, 'planned', { did: 'given-back', code: 'no-room' }],
    ['goes without a cap, whatever went before', message, today, 'planned', { did: 'claimed' }],
  ])('%s', (_, effect, contacts, status, expected) => {
    expect(claimed(two(), effect, { contacts, status })).toMatchObject(expected);
  });
});

describe('the claim of a message that asks for interest and fees', () => {
  /** 1000 at 36.5 % are one a day. */
  const notice: MessageEffect = { ...message, costs: [{ itemId: 'I2', rate: 3_650, fee: 40, first: 'principal' }] };
  const issued: MoveRow = { itemId: 'I2', number: 3, on: '2026-03-01', amount: 1_000, costs: null };
  const claimedBy = (effectId: string): MoveRow => ({
    itemId: 'I2',
    number: 4,
    on: '2026-04-02',
    amount: 41,
    costs: { effectId, interest: 1, fee: 40, to: '2026-04-02' },
  });

  it('adds them to what is asked for, with the fact that opens them', () => {
    expect(claimed(two(), notice, { moves: [issued] })).toEqual({
      did: 'claimed',
      steps: ['I1', 'I2'],
      parts: { I1: 1_000, I2: 1_041 },
      reports: [{ externalId: `${notice.id}/costs/I2`, itemId: 'I2', effectId: notice.id, interest: 1, fee: 40, to: '2026-04-02' }],
    });
  });

  it('claims them once, however often it is tried', () => {
    expect(claimed(two(), notice, { moves: [issued, claimedBy(notice.id)] })).toEqual({
      did: 'claimed',
      steps: ['I1', 'I2'],
      parts: { I1: 1_000, I2: 1_000 },
    });
  });

  it('claims no interest twice for one day, whoever claimed it', () => {
    expect(claimed(two(), notice, { moves: [issued, claimedBy('another')] })).toMatchObject({ reports: [{ interest: 0, fee: 40 }] });
  });

  it('claims nothing for what is paid', () => {
    const paid = two().payment('P1', { to: 'I2', amount: 1000 });
    expect(claimed(paid, notice, { moves: [issued] })).toEqual({ did: 'claimed', steps: ['I1'], parts: { I1: 1_000 } });
  });
});
