import { describe, expect, it } from '@jest/globals';
import { dateAt } from '../calendar.js';
import { stageRules } from '../journey/diff/stage-rules.js';
import type { Journey } from '../journey/journey.js';
import { loadJourney } from '../journey/load.js';
import { reasonSentence } from '../reasons.js';
import { simulate } from '../simulator/simulate.js';
import { customerRow } from '../testing/customer.js';

const journeyOf = (name: string, lines: string) =>
  loadJourney({ text: `journey: ${name}\ncontact: { at: "09:00", zone: UTC }\ncollection, for each invoice:\n${lines}`, file: 'x.yaml' });

const OLD = journeyOf(
  'Old',
  `
  reminders:
    1 day after due: send Overdue
    20 days after due: send Final notice, as a formal notice
    40 days after due: send Third reminder, named farewell
    on used up: end`,
);

/** An invoice that is due on 2026-04-01; its customer is moved on a day. */
function moved({ from = OLD, to: lines, on, downUntil }: { from?: Journey; to: string; on: string; downUntil?: string }) {
  const to = journeyOf('New', lines);
  const run = simulate({
    journey: from,
    journeyOf: (id) => (id === 'new' ? to : from),
    customer: customerRow({ id: 'C1', journeyId: 'old' }),
    start: Date.parse('2026-03-01T10:00Z'),
  });
  const common = { source: 'test', effectiveOn: '2026-03-01' } as const;
  run.report({ ...common, type: 'customer.created', externalId: 'C1', data: {} });
  const invoice = { itemId: 'I1', accountId: run.book.accountFor('EUR'), number: 'I1', amount: 1000, currency: 'EUR', dueOn: '2026-04-01' };
  run.report({
    ...common,
    type: 'invoice.issued',
    externalId: 'I1',
    data: { ...invoice, orderIds: [], delivery: 'delivered' },
  });
  if (downUntil) run.sleepTo(Date.parse(`${downUntil}T10:00Z`));
  run.runTo(Date.parse(`${on}T10:00Z`));
  const { rules: stages, begins } = stageRules({ from, to, named: new Map() });
  run.report({ ...common, type: 'journey.moved', externalId: 'm', data: { from: 'old', to: 'new', by: 'test', stages, begins } });
  run.runTo(Date.parse('2026-12-31T10:00Z'));
  const reasons = run.decisions.flatMap(({ decision }) => decision.reasons);
  return {
    sent: run.happened.flatMap(({ at, effect }) => effect.steps.map(({ step }) => `${dateAt(at, 'UTC')} ${step}`)),
    calls: run.book.list('task').map(({ kind }) => kind),
    leftOut: reasons.filter(({ code }) => code === 'said-firmer').map(reasonSentence),
    reasons: reasons.map(({ code }) => code),
    stages: run.book.tokens().map(({ stage }) => stage),
  };
}

describe('who has had a formal notice of an invoice and is moved then', () => {
  it('gets no milder reminder of it, and nobody calls, that the new version puts before the notice; what it puts after that goes on', () => {
    const { sent, calls, leftOut, stages } = moved({
      on: '2026-04-25',
      to: `
  reminders:
    1 day after due: send Overdue
    10 days after due: send Second reminder
    12 days after due: call by the account manager, within 2 days
    20 days after due: send Final notice, as a formal notice
    40 days after due: send Third reminder, named farewell
    on used up: end`,
    });
    expect(sent).toEqual(['2026-04-02 overdue', '2026-04-21 final-notice', '2026-05-11 farewell']);
    expect(calls).toEqual([]);
    expect(leftOut).toEqual([
      'Step second-reminder is left out: final-notice said it more firmly already on 2026-04-21.',
      'Step call-account-manager is left out: final-notice said it more firmly already on 2026-04-21.',
    ]);
    expect(stages).toEqual([null]);
  });

  it('in a journey of other names comes to what is severe there, as long after his notice as that is put after the reminder before it', () => {
    const { sent, leftOut, reasons } = moved({
      on: '2026-04-25',
      to: `
  reminders:
    8 days after due: send Second reminder, named gentle
    on used up: escalation
  escalation:
    10 days after due: send Third reminder, named urgent
    34 days after due: send Final notice, as a formal notice, named last words
    60 days after due: send Third reminder, named afterwards
    on used up: end`,
    });
    // 24 days after "urgent" stands the notice there, and 21 April was the day of the one that he had.
    expect(sent).toEqual(['2026-04-02 overdue', '2026-04-21 final-notice', '2026-05-15 last-words', '2026-05-31 afterwards']);
    expect(leftOut).toHaveLength(2);
    expect(reasons).not.toContain('notice-missing');
  });

  it('hears nothing more where all is milder, a reminder that repeats included', () => {
    const { sent, leftOut } = moved({
      on: '2026-04-25',
      to: `
  reminders:
    30 days after due: send Second reminder, named gentle
    40 days after due, then every 90 days: send Third reminder, named again
    on used up: end`,
    });
    expect(sent).toEqual(['2026-04-02 overdue', '2026-04-21 final-notice']);
    expect(leftOut.map((text) => text.split(' ')[1])).toEqual(['gentle', 'again']);
  });

  it('who has had milder ones only gets what is new, however late', () => {
    const { sent } = moved({
      on: '2026-04-15',
      to: `
  reminders:
    1 day after due: send Overdue
    10 days after due: send Second reminder
    20 days after due: send Final notice, as a formal notice
    on used up: end`,
    });
    expect(sent).toEqual(['2026-04-02 overdue', '2026-04-15 second-reminder', '2026-04-25 final-notice']);
  });
});

it('of what somebody else took the version in force says how severe it was', () => {
  const run = simulate({ journey: OLD, customer: customerRow({ id: 'C1' }), start: Date.parse('2026-03-01T10:00Z') });
  const common = { source: 'test', effectiveOn: '2026-03-01' } as const;
  run.report({ ...common, type: 'customer.created', externalId: 'C1', data: {} });
  const invoice = { itemId: 'I1', accountId: run.book.accountFor('EUR'), number: 'I1', amount: 1000, currency: 'EUR', dueOn: '2026-02-01' };
  const taken = { itemId: 'I1', steps: ['final-notice'], on: '2026-02-25' };
  run.report(
    { ...common, type: 'invoice.issued', externalId: 'I1', data: { ...invoice, orderIds: [], delivery: 'delivered' } },
    { ...common, type: 'steps.taken', externalId: 'T', data: taken },
  );
  run.runTo(Date.parse('2026-12-31T10:00Z'));
  expect(run.happened.flatMap(({ effect }) => effect.steps.map(({ step }) => step))).toEqual(['farewell']);
});

it('a reminder that has come in a later repeat only has come: what is severe rests on it', () => {
  const repeating = journeyOf('Repeating', '\n  reminders:\n    1 day after due, then every 5 days: send Overdue\n    on used up: end');
  const to = `
  reminders:
    1 day after due: send Overdue
    3 days after due: send Final notice, as a formal notice
    on used up: end`;
  // The engine stood still: of the repeats that were overtaken none went.
  const { sent, reasons } = moved({ from: repeating, downUntil: '2026-04-13', on: '2026-04-15', to });
  expect(sent).toEqual(['2026-04-13 overdue', '2026-04-15 final-notice']);
  expect(reasons).not.toContain('notice-missing');
});

it('a reminder of another version keeps its distance, too, though this one does not know it', () => {
  const { sent } = moved({
    on: '2026-04-02',
    to: `
  reminders:
    1 day after due: send Overdue, named gentle
    2 days after due: send Second reminder
    on used up: end`,
  });
  expect(sent).toEqual(['2026-04-02 overdue', '2026-04-03 gentle', '2026-04-04 second-reminder']);
});
