import { describe, expect, it } from '@jest/globals';
import { advance } from '../../advance.js';
import { touchesCustomer } from '../../facts.js';
import type { Journey } from '../../journey/journey.js';
import { loadJourney } from '../../journey/load.js';
import type { EffectRow } from '../../rows.js';
import { simulate } from '../../simulator/simulate.js';
import { customerRow } from '../../testing/customer.js';
import { world } from '../../testing/world.js';

const journey = ({ csat = 'csat: { after: [dispute resolved], days: 0 }', nps = '', bad = '', apart = 7, window = '' } = {}) => `
  journey: Feedback
  contact: { at: "09:00", until: "20:00", zone: UTC, apart: { surveys: ${apart} }${window} }
  lanes:
    feedback:
      for: customer
      stages:
        feedback:
          ${csat}
          ${nps}
          ${bad}
    collection:
      for: item
      stages: { delivery: { on: { delivered: end } } }`;
const NPS = 'nps: { every: { months: 6 } }';
const started = (settings = {}) =>
  world({ journey: journey(settings) })
    .at('2026-03-01T08:00Z')
    .invoice('I1', { dueOn: '2026-03-31' });
/** A dispute that was opened a day before and is resolved at the moment. */
const disputed = (of: ReturnType<typeof started>, id: string, opened: string, resolved: string) =>
  of.at(opened).dispute(id, { on: 'I1', amount: 100 }).at(resolved).resolved(id, { on: 'I1' });

describe('surveys after a touch point (C4)', () => {
  it('are asked on day 0, suppressed on day 1, asked again on day 7', () => {
    const asked = started();
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-10T10:00Z');
    disputed(asked, 'D1', '2026-03-10T11:00Z', '2026-03-11T10:00Z');
    disputed(asked, 'D7', '2026-03-12T11:00Z', '2026-03-17T10:00Z');
    expect(asked.until('2026-12-31T00:00Z').timeline()).toEqual(['2026-03-10T10:00Z asked D0 csat', '2026-03-17T10:00Z asked D7 csat']);
    expect(asked.reasons('D1')).toEqual(['2026-03-11 survey-cooldown']);
  });

  it('are suppressed on day 6 as well: the cooldown counts sends, and a suppressed one is none', () => {
    const asked = started();
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-10T10:00Z');
    disputed(asked, 'D1', '2026-03-11T09:00Z', '2026-03-11T10:00Z');
    disputed(asked, 'D6', '2026-03-12T11:00Z', '2026-03-16T10:00Z');
    disputed(asked, 'D8', '2026-03-17T11:00Z', '2026-03-18T10:00Z');
    expect(asked.timeline()).toEqual(['2026-03-10T10:00Z asked D0 csat', '2026-03-18T10:00Z asked D8 csat']);
  });

  it('wait their days and for the contact hours', () => {
    const later = started({ csat: 'csat: { after: [dispute resolved], days: 2 }' });
    disputed(later, 'D0', '2026-03-02T09:00Z', '2026-03-10T23:00Z');
    expect(later.until('2026-03-31T00:00Z').timeline()).toEqual(['2026-03-12T09:00Z asked D0 csat']);
    const night = started();
    disputed(night, 'D0', '2026-03-02T09:00Z', '2026-03-10T23:00Z');
    expect(night.until('2026-03-31T00:00Z').timeline()).toEqual(['2026-03-11T09:00Z asked D0 csat']);
  });

  it('wait for a business day, or are dropped where the journey skips what falls on others', () => {
    // The 14th is a Saturday.
    const at = (window: string, resolved: string) => {
      const asked = started({ csat: 'csat: { after: [dispute resolved], days: 1 }', window });
      disputed(asked, 'D0', '2026-03-02T09:00Z', resolved);
      return asked.until('2026-03-31T00:00Z');
    };
    expect(at(', days: business', '2026-03-13T10:00Z').timeline()).toEqual(['2026-03-16T09:00Z asked D0 csat']);
    const dropped = at(', days: business, outside: skip', '2026-03-13T10:00Z');
    expect(dropped.timeline()).toEqual([]);
    expect(dropped.reasons('D0')).toEqual(['2026-03-14 survey-skipped']);
    expect(at(', days: business, outside: skip', '2026-03-12T10:00Z').timeline()).toEqual(['2026-03-13T09:00Z asked D0 csat']);
  });

  it('heard of at night for the same day are dropped where the journey skips what falls outside', () => {
    const night = started({ window: ', outside: skip' });
    disputed(night, 'D0', '2026-03-02T09:00Z', '2026-03-10T23:00Z');
    expect(night.until('2026-03-31T00:00Z').timeline()).toEqual([]);
    expect(night.reasons('D0')).toEqual(['2026-03-10 survey-skipped']);
  });

  it('never leave after the hours of their day: the claim gives them back, and the customer is asked again', () => {
    const asked = started();
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-10T10:00Z');
    const effect = asked.run().happened.at(-1)?.effect;
    expect(effect).toMatchObject({ kind: 'survey', notAfter: Date.parse('2026-03-10T20:00Z') });
    const given = { type: 'message.given-back' as const, data: { effectId: effect?.id ?? '', itemIds: [] } };
    expect([touchesCustomer(given), touchesCustomer({ ...given, data: { ...given.data, itemIds: ['I1'] } })]).toEqual([true, false]);
  });

  it('are dropped while another dispute is open', () => {
    const open = started();
    open.at('2026-03-02T09:00Z').dispute('D9', { on: 'I1', amount: 100 });
    disputed(open, 'D0', '2026-03-03T09:00Z', '2026-03-10T10:00Z');
    open.at('2026-03-20T10:00Z');
    expect(open.timeline()).toEqual([]);
    expect(open.reasons('D0')).toEqual(['2026-03-10 survey-dropped']);
    expect(open.resolved('D9', { on: 'I1' }).until('2026-12-31T00:00Z').timeline()).toEqual(['2026-03-20T10:00Z asked D9 csat']);
  });

  it('are not sent while a hold stops surveys, and do not come later out of time', () => {
    const held = started();
    held.hold('H1', { stops: ['surveys'] });
    disputed(held, 'D0', '2026-03-02T09:00Z', '2026-03-10T10:00Z');
    expect(held.at('2026-05-01T10:00Z').released('H1').until('2026-12-31T00:00Z').timeline()).toEqual([]);
  });

  it('follow a payment that was recovered after a decline, and one that settles', () => {
    const autopay = journey({ csat: 'csat: { after: [payment recovered, settled], days: 1 }', apart: 0 }).replace(
      'stages: { delivery: { on: { delivered: end } } }',
      'stages: { autopay: { on: { failed: failure handling, no autopay: end } }, failure handling: { on: { used up: end } } }',
    );
    const recovered = world({ journey: autopay, attempts: ['insufficient_funds', 'collected'] })
      .at('2026-03-01T08:00Z')
      .method('card-1');
    recovered.invoice('I1', { dueOn: '2026-03-31' }).until('2026-06-01T00:00Z');
    expect(recovered.timeline().filter((line) => line.includes('asked'))).toEqual(['2026-04-02T09:00Z asked I1 csat']);
  });
});

describe('the yearly question of NPS (C4)', () => {
  it('comes every six months by its own clock, first one period after the first delivery', () => {
    expect(started({ nps: NPS, csat: '' }).until('2027-10-01T00:00Z').timeline()).toEqual([
      '2026-09-01T09:00Z asked C1 nps',
      '2027-03-01T09:00Z asked C1 nps #1',
      '2027-09-01T09:00Z asked C1 nps #2',
    ]);
  });

  it('decided and not yet sent, is the survey of its day: no other one is asked on it', () => {
    const text = journey({ nps: NPS, csat: 'csat: { after: [dispute resolved], days: 0 }', apart: 0 });
    const loaded = loadJourney({ text, file: 'feedback.yaml' });
    const now = Date.parse('2026-09-01T09:00Z');
    const invoiced = () => world({ journey: loaded }).at('2026-03-01T08:00Z').invoice('I1', { dueOn: '2027-03-31' });
    const quiet = invoiced().at('2026-09-01T09:00Z').run().book;
    const [effect] = advance({ journey: loaded, rows: quiet.select(now, loaded), now }).effects;
    expect(effect).toMatchObject({ kind: 'survey', survey: 'nps' });
    const here = invoiced().at('2026-08-01T08:00Z').dispute('D1', { on: 'I1', amount: 100 }).at('2026-09-01T09:00Z');
    const { book } = here.run();
    book.record({
      recordedAt: now,
      report: {
        type: 'dispute.resolved',
        source: 'api',
        externalId: 'resolved',
        effectiveOn: '2026-09-01',
        data: { disputeId: 'D1', itemId: 'I1', outcome: 'against-customer' },
      },
    });
    const rows = book.select(now, loaded);
    const asked = (underWay: EffectRow[]) => advance({ journey: loaded, rows: { ...rows, underWay }, now }).effects.map(({ id }) => id);
    expect(asked([{ id: effect?.id, status: 'planned', effect, at: now } as EffectRow])).toEqual([]);
    expect(asked([])).toEqual(['C1/D1/csat/0']);
  });

  it('first comes by the months of the journey to which he was moved since the first delivery', () => {
    const [OLD, NEW] = [1, 3].map((months) =>
      loadJourney({ text: journey({ nps: `nps: { every: { months: ${months} } }` }), file: 'journey.yaml' }),
    ) as [Journey, Journey];
    const run = simulate({
      journey: OLD,
      journeyOf: (id) => (id === 'new' ? NEW : OLD),
      customer: customerRow({ id: 'C1', journeyId: 'old' }),
      start: Date.parse('2026-03-01T08:00Z'),
    });
    const common = { source: 'test', effectiveOn: '2026-03-01' } as const;
    const invoice = { itemId: 'I1', accountId: run.book.accountFor('EUR'), number: 'I1', amount: 1000, currency: 'EUR', orderIds: [] };
    run.report(
      { ...common, type: 'customer.created', externalId: 'C1', data: {} },
      { ...common, type: 'invoice.issued', externalId: 'I1', data: { ...invoice, dueOn: '2026-03-31', delivery: 'delivered' } },
    );
    run.runTo(Date.parse('2026-03-10T10:00Z'));
    run.report({ ...common, type: 'journey.moved', externalId: 'm', data: { from: 'old', to: 'new', by: 'test', stages: [] } });
    run.runTo(Date.parse('2026-06-30T10:00Z'));
    expect(run.book.list('survey').map(({ askedAt }) => new Date(askedAt).toISOString())).toEqual(['2026-06-01T09:00:00.000Z']);
  });

  it('counts from the day of the last one where the customer lives now, whatever woke the engine before he moved', () => {
    const moved = (before: string[]) => {
      const asked = world({
        journey: journey({ nps: 'nps: { every: { months: 1 } }', csat: '' }).replace('zone: UTC', 'zone: customer'),
        customer: { timeZone: 'Australia/Sydney' },
      })
        .at('2026-04-16T23:30Z')
        .invoice('I1', { dueOn: '2026-12-31' })
        .until('2026-05-18T00:00Z');
      for (const moment of before) asked.at(moment).fact('customer.changed', { set: { locale: 'de' } });
      asked.at('2026-05-18T03:00Z').fact('customer.changed', { set: { timeZone: 'America/New_York' } });
      return asked.until('2026-06-30T00:00Z').timeline();
    };
    expect(moved([])).toEqual(['2026-05-16T23:00Z asked C1 nps', '2026-06-16T13:00Z asked C1 nps #1']);
    expect(moved(['2026-05-18T01:00Z'])).toEqual(moved([]));
  });

  it('is not stopped by the cooldown', () => {
    const asked = started({ nps: NPS });
    disputed(asked, 'D0', '2026-08-30T09:00Z', '2026-08-31T10:00Z');
    expect(asked.until('2026-12-31T00:00Z').timeline()).toEqual(['2026-08-31T10:00Z asked D0 csat', '2026-09-01T09:00Z asked C1 nps']);
  });

  it('never comes on the day of another survey: it waits for the next', () => {
    const asked = started({ nps: NPS });
    disputed(asked, 'D0', '2026-08-30T09:00Z', '2026-09-01T06:00Z');
    expect(asked.until('2026-12-31T00:00Z').timeline()).toEqual(['2026-09-01T09:00Z asked D0 csat', '2026-09-02T09:00Z asked C1 nps']);
    expect(asked.reasons('C1')).toContain('2026-09-01 survey-other-day');
  });

  it('waits while a dispute is open and comes after it, in the contact hours', () => {
    const asked = started({ nps: NPS, csat: '' });
    disputed(asked, 'D0', '2026-08-30T09:00Z', '2026-09-20T22:00Z');
    expect(asked.until('2026-12-31T00:00Z').timeline()).toEqual(['2026-09-21T09:00Z asked C1 nps']);
    expect(asked.reasons('C1')).toContain('2026-09-01 survey-waits');
  });

  it('waits for a hold on surveys to end instead of losing its turn', () => {
    const held = started({ nps: NPS, csat: '' }).hold('H1', { stops: ['surveys'] });
    held.at('2026-10-01T10:00Z');
    expect(held.timeline()).toEqual([]);
    expect(held.released('H1').until('2027-03-31T00:00Z').timeline()).toEqual(['2026-10-01T10:00Z asked C1 nps']);
  });
});

const NOTICED = `
  journey: Feedback
  contact: { at: "09:00", until: "20:00", zone: UTC }
  feedback, for each customer:
    feedback:
      1 week after a dispute is solved: ask CSAT
      every 6 months: ask NPS
      never: while a dispute or a Second reminder is open
      bad score: ask the account manager to call, within 2 business days
  collection, for each invoice:
    reminders:
      10 days after due: send Overdue
      20 days after due: send Second reminder
      on used up: end`;

describe('a notice that is open', () => {
  const noticed = () => world({ journey: NOTICED }).at('2026-03-01T08:00Z').invoice('I1', { dueOn: '2026-08-01' });

  it('keeps NPS away until its invoice is settled, and drops a CSAT', () => {
    const asked = noticed();
    asked.at('2026-08-10T10:00Z').invoice('I2', { dueOn: '2027-12-31' }).dispute('D1', { on: 'I2', amount: 100 });
    asked.at('2026-08-18T10:00Z').resolved('D1', { on: 'I2' });
    asked.at('2026-09-20T10:00Z').payment('P1', { to: 'I1' });
    asked.until('2026-12-31T00:00Z');
    expect(asked.timeline()).toEqual([
      '2026-08-11T09:00Z sent I1 overdue',
      '2026-08-21T09:00Z sent I1 second-reminder',
      '2026-09-20T10:00Z asked C1 nps',
    ]);
    expect(asked.reasons('D1')).toContain('2026-08-25 survey-dropped-notice');
    expect(asked.reasons('C1')).toContain('2026-09-01 survey-waits-notice');
  });

  it('is none before it went, nor when it was another step', () => {
    const asked = noticed();
    asked.at('2026-08-10T10:00Z').invoice('I2', { dueOn: '2027-12-31' }).dispute('D1', { on: 'I2', amount: 100 });
    asked.at('2026-08-11T10:00Z').resolved('D1', { on: 'I2' });
    expect(asked.until('2026-08-18T23:00Z').timeline()).toEqual(['2026-08-11T09:00Z sent I1 overdue', '2026-08-18T09:00Z asked D1 csat']);
  });

  it('that goes in the same decision keeps the question away, too', () => {
    const first =
      NOTICED.replace(/ {2}feedback, for each customer:[\s\S]*(?= {2}collection)/, '') +
      NOTICED.slice(NOTICED.indexOf('\n  feedback, for'), NOTICED.indexOf('\n  collection'));
    const asked = world({ journey: first }).at('2026-03-01T08:00Z').invoice('I1', { dueOn: '2026-08-12' });
    expect(asked.until('2026-12-31T00:00Z').timeline()).toEqual([
      '2026-08-22T09:00Z sent I1 overdue',
      '2026-09-01T09:00Z sent I1 second-reminder',
    ]);
  });
});

describe('a bad score after which somebody is to call', () => {
  const scored = (at: string, window = '') => {
    const asked = world({ journey: NOTICED.replace('zone: UTC', `zone: UTC${window}`) }).at('2026-03-01T08:00Z');
    asked.invoice('I1', { dueOn: '2026-12-31' }).until('2026-09-01T09:00Z');
    const surveyId = asked.run().book.list('survey')[0]?.id ?? '';
    return asked.at(at).fact('survey.answered', { surveyId, score: 1 });
  };
  const CALLS = ', calls: { days: business, hours: [{ at: "10:00", until: "12:00" }], zone: UTC, atMost: { week: 1 } }';

  it('opens a call at once where customers are called then, and passes it on in time', () => {
    const asked = scored('2026-09-03T10:30Z');
    expect(asked.tasks()).toEqual(['open account-manager call C1/nps/0']);
    expect(asked.until('2026-09-07T23:59Z').tasks()).toEqual(['open account-manager call C1/nps/0']);
    expect(asked.until('2026-09-08T00:00Z').tasks()).toEqual(['open head-of-ar call C1/nps/0']);
  });

  it('waits for the hours of calls, and for room under their cap', () => {
    const asked = scored('2026-09-04T13:00Z', CALLS);
    // The 4th is a Friday.
    expect(asked.until('2026-09-07T09:59Z').tasks()).toEqual([]);
    expect(asked.until('2026-09-07T10:00Z').tasks()).toEqual(['open account-manager call C1/nps/0']);
    asked.fact('survey.answered', { surveyId: 'C1/nps/0', score: 2 });
    expect(asked.tasks()).toHaveLength(1);
    asked
      .at('2026-09-08T10:30Z')
      .decided(asked.task('call')?.id ?? '', 'done')
      .fact('survey.answered', { surveyId: 'C1/nps/0', score: 0 });
    expect(asked.until('2026-09-14T09:59Z').tasks()).toEqual(['done account-manager call C1/nps/0']);
    expect(asked.until('2026-09-14T10:00Z').tasks()).toEqual(['done account-manager call C1/nps/0', 'open account-manager call C1/nps/0']);
  });

  it('is not stopped by a dispute, and a good score opens nothing', () => {
    const asked = scored('2026-09-03T10:30Z').dispute('D1', { on: 'I1', amount: 100 });
    expect(asked.until('2026-09-04T00:00Z').tasks()).toEqual(['open account-manager call C1/nps/0']);
    const good = world({ journey: NOTICED }).at('2026-03-01T08:00Z').invoice('I1', { dueOn: '2026-12-31' }).until('2026-09-01T09:00Z');
    expect(good.fact('survey.answered', { surveyId: 'C1/nps/0', score: 7 }).until('2026-12-31T00:00Z').tasks()).toEqual([]);
  });
});

describe('a question by telephone', () => {
  const CALLS = ', calls: { days: business, hours: [{ at: "10:00", until: "12:00" }], zone: UTC, atMost: { week: 1 } }';
  const PHONED = {
    csat: 'csat: { after: [dispute resolved], days: 0, by: { telephone: { ask: collector, within: { days: 2 }, else: boss } } }',
  };
  const called = (more = {}) => {
    const asked = started({ ...PHONED, ...more });
    return disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-06T13:00Z');
  };

  it('is a call about the survey, which counts as asked; the score that is noted ends it', () => {
    const asked = called();
    expect([asked.tasks(), asked.timeline()]).toEqual([['open collector call C1/D0/csat/0'], []]);
    expect(asked.run().book.list('survey')).toMatchObject([{ id: 'C1/D0/csat/0', kind: 'csat', subject: 'D0', score: null }]);
    asked.at('2026-03-07T11:00Z').fact('survey.answered', { surveyId: 'C1/D0/csat/0', score: 5 });
    expect(asked.tasks()).toEqual(['done collector call C1/D0/csat/0']);
    expect(asked.run().book.list('survey')).toMatchObject([{ score: 5 }]);
    disputed(asked, 'D1', '2026-03-09T09:00Z', '2026-03-10T10:00Z');
    expect(asked.reasons('D1')).toEqual(['2026-03-10 survey-cooldown']);
  });

  it('becomes the superior’s in time, and who was not reached is not called again', () => {
    const asked = called().until('2026-03-09T00:00Z');
    expect(asked.tasks()).toEqual(['open boss call C1/D0/csat/0']);
    expect(
      asked
        .decided(asked.task('call')?.id ?? '', 'not reached')
        .until('2026-12-31T00:00Z')
        .tasks(),
    ).toEqual(['done boss call C1/D0/csat/0']);
  });

  it('waits for the hours of calls, and for room under their cap', () => {
    const asked = called({ window: CALLS });
    // The 6th is a Friday.
    expect(asked.until('2026-03-09T09:59Z').tasks()).toEqual([]);
    expect(asked.until('2026-03-09T10:00Z').tasks()).toEqual(['open collector call C1/D0/csat/0']);
  });

  it('asks somebody else to call after a bad score, and nobody while surveys are held', () => {
    const asked = called({ bad: 'badScore: { ask: account-manager, call: true, within: { days: 1 } }' });
    asked.at('2026-03-06T14:00Z').fact('survey.answered', { surveyId: 'C1/D0/csat/0', score: 1 });
    expect(asked.tasks()).toEqual(['done collector call C1/D0/csat/0', 'open account-manager call C1/D0/csat/0']);
    const held = started(PHONED).hold('H', { stops: ['surveys'] });
    expect(disputed(held, 'D0', '2026-03-02T09:00Z', '2026-03-06T13:00Z').until('2026-12-31T00:00Z').tasks()).toEqual([]);
  });

  it('goes on with the NPS’s own clock', () => {
    const asked = started({ csat: '', nps: 'nps: { every: { months: 6 }, by: { telephone: {} } }' }).until('2027-03-01T12:00Z');
    expect(asked.tasks()).toEqual(['open head-of-ar call C1/nps/0', 'open account-manager call C1/nps/1']);
  });
});

it('a question by letter says what lies in it', () => {
  const asked = started({ csat: '', nps: 'nps: { every: { months: 6 }, by: { letter: { with: [reply card] } } }' }).until(
    '2026-09-01T12:00Z',
  );
  expect(asked.timeline()).toEqual(['2026-09-01T09:00Z asked C1 nps']);
  expect(asked.run().happened.at(-1)?.effect).toMatchObject({ kind: 'survey', by: ['letter'], enclosed: ['reply card'] });
});

it('a question by letter waits for room among the letters of a week', () => {
  const asked = started({
    csat: 'csat: { after: [dispute resolved], days: 0, by: { letter: {} } }',
    nps: 'nps: { every: { months: 1 }, by: { letter: {} } }',
    window: ', letters: { before: "15:00", atMost: { week: 1 } }',
  });
  disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-30T10:00Z');
  // A month after the first invoice was 1 April.
  expect(asked.until('2026-04-30T00:00Z').timeline()).toEqual(['2026-03-30T10:00Z asked D0 csat', '2026-04-06T09:00Z asked C1 nps']);
  expect(asked.reasons('C1')).toContain('2026-04-01 survey-no-room');
});

describe('a bad score', () => {
  it.each([
    [2, 'csat', true],
    [3, 'csat', false],
  ])('of %i on %s opens a task: %s', (score, _, opens) => {
    const asked = started({ bad: 'badScore: { csat: 2, ask: account-manager }' });
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-10T10:00Z');
    const surveyId = asked.run().book.list('survey')[0]?.id ?? '';
    asked.fact('survey.answered', { surveyId, score });
    expect(asked.tasks()).toEqual(opens ? [`open account-manager bad-score ${surveyId}`] : []);
    expect(asked.until('2026-12-31T00:00Z').tasks()).toEqual(opens ? [`open account-manager bad-score ${surveyId}`] : []);
  });

  it('becomes the superior’s when nobody has seen to it in time, and waits for him', () => {
    const asked = started({ bad: 'badScore: { within: { businessDays: 2 }, else: boss }' });
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-06T10:00Z');
    const surveyId = asked.run().book.list('survey')[0]?.id ?? '';
    asked.fact('survey.answered', { surveyId, score: 1 });
    expect(asked.until('2026-03-10T23:59Z').tasks()).toEqual([`open account-manager bad-score ${surveyId}`]);
    expect(asked.until('2026-03-11T00:00Z').tasks()).toEqual([`open boss bad-score ${surveyId}`]);
    expect(asked.reasons(surveyId)).toContain('2026-03-11 task-passed-on');
    expect(asked.until('2026-12-31T00:00Z').tasks()).toEqual([`open boss bad-score ${surveyId}`]);
  });

  it('that is given again is asked about once while the task is open, and anew when it was seen to', () => {
    const asked = started({ bad: 'badScore: { ask: account-manager }' });
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-06T10:00Z');
    const surveyId = asked.run().book.list('survey')[0]?.id ?? '';
    asked.fact('survey.answered', { surveyId, score: 1 }).fact('survey.answered', { surveyId, score: 0 });
    expect(asked.tasks()).toEqual([`open account-manager bad-score ${surveyId}`]);
    asked.at('2026-03-06T11:00Z').decided(asked.task('bad-score')?.id ?? '', 'done');
    asked.at('2026-03-07T11:00Z').fact('survey.answered', { surveyId, score: 2 });
    expect(asked.tasks()).toEqual([`done account-manager bad-score ${surveyId}`, `open account-manager bad-score ${surveyId}`]);
  });

  it('is nothing to pass on once it is seen to', () => {
    const asked = started({ bad: 'badScore: { within: { hours: 4 } }' });
    disputed(asked, 'D0', '2026-03-02T09:00Z', '2026-03-06T10:00Z');
    const surveyId = asked.run().book.list('survey')[0]?.id ?? '';
    asked
      .fact('survey.answered', { surveyId, score: 1 })
      .at('2026-03-06T11:00Z')
      .decided(asked.task('bad-score')?.id ?? '', 'done');
    expect(asked.until('2026-12-31T00:00Z').tasks()).toEqual([`done account-manager bad-score ${surveyId}`]);
  });
});
