import { describe, expect, it } from '@jest/globals';
import { dateAt } from '../../calendar.js';
import { loadJourney } from '../../journey/load.js';
import { simulate } from '../../simulator/simulate.js';
import { CUSTOMER, world } from '../../testing/world.js';

const journey = ({ peace = 0, last = 'ask Head of AR for plan, agency or write-off, within 5 days, else agency' } = {}) => `
journey: Escalating
contact: { at: "09:00", zone: UTC }
credit, for each customer:
  credit review:
    approve: EUR 50000
    ask: Credit desk, within 2 days, else declined
    over the limit: hold the order and ask Credit desk, within 1 day, else keep it on hold
    on approved: invoicing
    on declined: end
  invoicing:
    due: 30 days after issue
collection, for each invoice:
  reminders:
    1 day after due: send Overdue
    20 days after due: call by the account manager, within 2 days
    on used up: escalation
  escalation:
    30 days after due: send Final notice, as a formal notice
    10 days after Final notice: hold new orders
    20 days after Final notice: ${last}
holds:
  afterwards: ${peace} days of peace
`;

const issued = (options = {}) =>
  world({ journey: journey(options), customer: { creditStatus: 'approved', creditLimit: 5_000_000 } })
    .at('2026-05-01T00:00Z')
    .invoice('I1', { dueOn: '2026-06-01' });
const holds = (here: ReturnType<typeof issued>) =>
  here
    .run()
    .book.list('hold')
    .map(({ kind, startedAt, endedAt }) => [kind, day(startedAt), endedAt === null ? null : day(endedAt)]);
const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
const task = (here: ReturnType<typeof issued>, kind: string) => here.task(kind)?.id ?? 'none';

describe('escalation', () => {
  it('sends the notice, holds orders and asks, each at its distance to the notice', () => {
    const here = issued().until('2026-07-22T00:00Z');
    expect(here.timeline()).toEqual(['2026-06-02T09:00Z sent I1 overdue', '2026-07-01T09:00Z sent I1 final-notice']);
    expect(holds(here)).toEqual([['overdue', '2026-07-11', null]]);
    expect(here.tasks()).toEqual(['open head-of-ar call I1', 'open head-of-ar escalation I1']);
    expect(here.reasons('I1')).toEqual(
      expect.arrayContaining([
        '2026-06-21 call-asked',
        '2026-06-24 task-passed-on',
        '2026-07-11 orders-held',
        '2026-07-21 escalation-asked',
      ]),
    );
  });

  it('without an answer in time takes what the line says, and then nothing of ours goes on', () => {
    const here = issued().until('2026-12-31T00:00Z');
    expect(here.reasons('I1')).toEqual(expect.arrayContaining(['2026-07-27 task-lapsed', '2026-07-27 lane-ended']));
    expect(holds(here)).toEqual([
      ['overdue', '2026-07-11', '2026-07-27'],
      ['agency', '2026-07-27', null],
    ]);
    expect(here.timeline()).toHaveLength(2);
    expect(here.order('O1', { amount: 100 }).orderOf('O1')).toMatchObject({ status: 'held' });
    expect(here.payment('P1', { to: 'I1' }).orderOf('O1')).toMatchObject({ status: 'invoiced' });
  });

  it.each([
    ['plan', 100_000, []],
    ['agency', 100_000, ['agency']],
    ['write-off', 0, []],
  ])('ends as the person decides: %s', (outcome, open, held) => {
    const here = issued().at('2026-07-22T10:00Z');
    here.decided(task(here, 'escalation'), outcome);
    expect(here.stages('I1')).toEqual([null]);
    expect(here.reasons('I1')).toContain('2026-07-22 decided');
    expect(here.open('I1')).toBe(open);
    const inForce = here
      .run()
      .book.list('hold')
      .filter(({ kind, endedAt }) => kind !== 'overdue' && endedAt === null);
    expect(inForce.map(({ kind }) => kind)).toEqual(held);
  });

  it('holds new orders only while the invoice may be chased', () => {
    const here = issued({ peace: 5 }).at('2026-07-12T10:00Z').order('O1', { amount: 100 });
    expect(here.orderOf('O1')).toMatchObject({ status: 'held' });
    expect(here.reasons('O1')).toContain('2026-07-12 order-stopped');
    here.at('2026-07-14T10:00Z').dispute('D1', { on: 'I1' });
    expect(here.orderOf('O1')).toMatchObject({ status: 'invoiced' });
    here.at('2026-07-18T10:00Z').resolved('D1', { on: 'I1' }).at('2026-07-20T00:00Z').order('O2', { amount: 100 });
    expect(here.orderOf('O2')).toMatchObject({ status: 'invoiced' });
    here.until('2026-07-23T12:00Z');
    expect(holds(here).filter(([kind]) => kind === 'overdue')).toEqual([
      ['overdue', '2026-07-11', '2026-07-14'],
      ['overdue', '2026-07-23', null],
    ]);
  });

  it('closes the question when the invoice is disputed, and asks anew afterwards', () => {
    const here = issued({ peace: 5 }).at('2026-07-22T10:00Z').dispute('D1', { on: 'I1' });
    expect(here.tasks()).toContain('closed head-of-ar escalation I1');
    here.at('2026-08-01T10:00Z').resolved('D1', { on: 'I1' }).until('2026-08-05T12:00Z');
    expect(here.task('escalation')).toBeUndefined();
    here.until('2026-08-06T12:00Z');
    expect(here.task('escalation')).toMatchObject({ status: 'open' });
    expect(here.until('2026-08-13T00:00Z').stages('I1')).toEqual([null]);
  });

  it('keeps with the question what may be answered by this journey', () => {
    const here = issued().at('2026-07-22T10:00Z');
    expect(here.task('escalation')).toMatchObject({ choices: ['plan', 'agency', 'write-off'], superior: null });
    const { choices } =
      here
        .run()
        .book.list('task')
        .find(({ kind }) => kind === 'call') ?? {};
    expect(choices).toEqual([]);
  });

  it('closes everything when the invoice is paid', () => {
    const here = issued().at('2026-07-22T10:00Z').payment('P1', { to: 'I1' });
    expect(here.tasks()).toEqual(['closed head-of-ar call I1', 'closed head-of-ar escalation I1']);
    expect(holds(here)).toEqual([['overdue', '2026-07-11', '2026-07-22']]);
  });

  it('keeps the full distance to the reminders before it, and to when the notice really went', () => {
    const late = issued().downUntil('2026-07-15T08:00Z').until('2026-09-30T00:00Z');
    expect(late.timeline()).toEqual(['2026-07-15T09:00Z sent I1 overdue', '2026-07-26T09:00Z sent I1 final-notice']);
    expect(holds(late)[0]).toEqual(['overdue', '2026-08-05', '2026-08-21']);
  });

  it('comes to an end of its own where no question is asked', () => {
    const here = issued({ last: 'send Overdue, named last words\n    on used up: end' }).until('2026-09-30T00:00Z');
    expect(here.timeline().at(-1)).toBe('2026-07-21T09:00Z sent I1 last-words');
    expect(here.stages('I1')).toEqual([null]);
  });
});

describe('a call', () => {
  it('is not opened for what is held, and is closed when money comes', () => {
    const held = issued()
      .at('2026-06-20T00:00Z')
      .hold('H1', { subject: 'I1', stops: ['reminders'] })
      .until('2026-06-25T00:00Z');
    expect(held.tasks()).toEqual([]);
    expect(held.released('H1').until('2026-06-25T12:00Z').tasks()).toEqual(['open account-manager call I1']);
    expect(held.payment('P1').tasks()[0]).toBe('closed account-manager call I1');
  });

  it('counts from the day on which it was done', () => {
    const counted = (decideOn: string) => {
      const here = world({
        journey: `
journey: Calling
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  reminders:
    1 day after due: call by the collector, within 2 days, else Team lead
    10 days after the call: send Second reminder
    on used up: end
`,
      })
        .at('2026-05-01T00:00Z')
        .invoice('I1', { dueOn: '2026-06-01' })
        .at(decideOn);
      here.decided(here.task('call')?.id ?? '', 'done');
      return here;
    };
    expect(counted('2026-06-03T10:00Z').until('2026-07-31T00:00Z').timeline()).toEqual(['2026-06-13T09:00Z sent I1 second-reminder']);
    const late = counted('2026-07-03T10:00Z');
    expect(late.tasks()).toEqual(['done team-lead call I1']);
    expect(late.reasons('I1')).toContain('2026-06-12 call-open');
    expect(late.until('2026-07-31T00:00Z').timeline()).toEqual(['2026-07-13T09:00Z sent I1 second-reminder']);
  });
});

describe('a formal notice that reached nobody', () => {
  const common = { source: 'test', effectiveOn: '2026-05-01' } as const;
  /** So many formal notices come back, and one more than a year later nothing moves any more. */
  function bouncing(returned: number, { text = journey(), notice = 'final-notice' } = {}) {
    let left = returned;
    const run = simulate({
      journey: loadJourney({ text, file: 'journey.yaml' }),
      customer: CUSTOMER,
      start: Date.parse('2026-05-01T00:00Z'),
      mail: ({ template }) => (template === notice && left-- > 0 ? { did: 'undeliverable', code: '550' } : { did: 'sent' }),
    });
    const invoice = { itemId: 'I1', accountId: 'C1/LE/EUR', number: 'I1', amount: 100, currency: 'EUR', dueOn: '2026-06-01', orderIds: [] };
    run.report(
      { ...common, type: 'customer.created', externalId: 'c', data: {} },
      { ...common, type: 'invoice.issued', externalId: 'i', data: { ...invoice, delivery: 'delivered' } },
    );
    return run;
  }
  type Run = ReturnType<typeof bouncing>;
  const questions = ({ book }: Run) => book.list('task').filter(({ kind }) => kind === 'notice-missing');
  const decide = (run: Run, outcome: string) => {
    const taskId = questions(run).find(({ status }) => status === 'open')?.id ?? '';
    run.report({ ...common, type: 'task.decided', externalId: `${taskId}/answer`, data: { taskId, outcome } });
  };
  const notices = ({ happened }: Run) =>
    happened.flatMap(({ at, outcome, effect }) =>
      effect.steps.some(({ step }) => step === 'final-notice') ? [`${dateAt(at, 'UTC')} ${outcome}`] : [],
    );
  const heldOn = ({ book }: Run) => book.list('hold').map(({ kind, startedAt }) => `${dateAt(startedAt, 'UTC')} ${kind}`);

  it('was not given: nothing severe follows it, and a person is asked', () => {
    const run = bouncing(1);
    run.runTo(Date.parse('2026-12-31T00:00Z'));
    expect(run.book.list('hold')).toEqual([]);
    expect(run.book.list('task').map(({ kind }) => kind)).toEqual(['call', 'notice-missing', 'fix-address']);
    expect(run.decisions.flatMap(({ decision }) => decision.reasons.map(({ code }) => code))).toContain('notice-missing');
  });

  it('was not given either to what is severe and repeats, however many of its times have passed', () => {
    const text = `
journey: Repeated
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  reminders:
    1 day after due: send Overdue
    10 days after due: send Second reminder, as a formal notice
    20 days after due, then every 5 days: send Final notice, as a formal notice
    on used up: end
`;
    const run = bouncing(1, { text, notice: 'second-reminder' });
    // Whatever asks its stage again.
    for (const moment of ['2026-07-05T10:00Z', '2026-07-28T10:00Z']) {
      run.runTo(Date.parse(moment));
      run.report({ ...common, type: 'customer.changed', externalId: moment, data: { set: { timeZone: 'UTC' } } });
    }
    run.runTo(Date.parse('2026-12-31T00:00Z'));
    expect(notices(run)).toEqual([]);
    decide(run, 'give notice');
    run.runTo(Date.parse('2027-01-12T10:00Z'));
    expect(notices(run)).toEqual(['2027-01-10 sent']);
  });

  it('goes anew when a person says so, and what is severe keeps its distance to that; one that comes back again is asked about again', () => {
    const run = bouncing(2);
    run.runTo(Date.parse('2026-07-09T10:00Z'));
    decide(run, 'give notice');
    run.runTo(Date.parse('2026-07-20T10:00Z'));
    expect(questions(run).map(({ status }) => status)).toEqual(['done', 'open']);
    decide(run, 'give notice');
    run.runTo(Date.parse('2026-08-02T10:00Z'));
    expect(notices(run)).toEqual(['2026-07-01 undeliverable', '2026-07-09 undeliverable', '2026-07-20 sent']);
    expect(heldOn(run)).toEqual(['2026-07-30 overdue']);
    expect(questions(run).map(({ status }) => status)).toEqual(['done', 'done']);
  });

  it('is not asked about while the invoice is disputed, and again afterwards', () => {
    const run = bouncing(1);
    run.runTo(Date.parse('2026-07-05T10:00Z'));
    const disputed = { disputeId: 'D', itemId: 'I1' };
    run.report({ ...common, type: 'dispute.opened', externalId: 'd', data: { ...disputed, amount: 100, reasonCode: 'goods' } });
    run.runTo(Date.parse('2026-07-08T10:00Z'));
    expect(questions(run).map(({ status, outcome }) => `${status} ${outcome}`)).toEqual(['closed dispute']);
    run.report({ ...common, type: 'dispute.resolved', externalId: 'r', data: { ...disputed, outcome: 'against-customer' } });
    run.runTo(Date.parse('2026-07-09T10:00Z'));
    decide(run, 'leave out');
    run.runTo(Date.parse('2026-12-31T00:00Z'));
    expect(notices(run)).toEqual(['2026-07-01 undeliverable']);
    expect(heldOn(run)).toEqual(['2026-07-05 dispute']);
    // Nothing of it was asked of Head of AR either: who says so says it of all that rests on the notice.
    expect(run.book.list('task').filter(({ kind }) => kind === 'escalation')).toEqual([]);
    expect(run.book.tokens().find(({ subject }) => subject === 'I1')?.stage).toBeNull();
  });
});
