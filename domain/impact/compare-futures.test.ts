import { describe, expect, it } from '@jest/globals';
import { addDays, dateAt } from '../calendar.js';
import { loadJourney } from '../journey/load.js';
import type { ItemRow, StepRow } from '../rows.js';
import type { KeptBook } from '../simulator/kept-book.js';
import { customerRow } from '../testing/customer.js';
import { createComparison } from './compare-futures.js';
import type { Contact, Future } from './foresee.js';

const journeyOf = (steps: string) =>
  loadJourney({ text: `journey: Ladder\nlane, for each invoice:\n  reminders:\n${steps}\n    on used up: end\n`, file: 'x.yaml' });
const OLD = journeyOf('    1 day after due: send Overdue\n    10 days after due: send Second reminder');
const RENAMED = journeyOf('    1 day after due: send Overdue, named Nudge\n    10 days after due: send Second reminder');
const NOW = Date.parse('2026-03-10T10:00Z');
const TODAY = dateAt(NOW, 'UTC');

const contact = (step: string, days: number, what = step): Contact => {
  const ref = { subject: 'I1', step, occurrence: 0 };
  return { ...ref, on: addDays(TODAY, days), kind: 'message', what, id: `C1/I1/${step}`, because: null };
};
const future = (contacts: Contact[], more: Partial<Future> = {}): Future => ({
  contacts,
  lapsed: [],
  withoutNotice: [],
  lived: [],
  noWay: [],
  ...more,
});
const had = (step: string, how: StepRow['how'] = 'taken'): StepRow => {
  const ref = { customerId: 'C1', subject: 'I1', step, occurrence: 0 };
  return { ...ref, at: NOW, how, effectId: null, severe: null };
};
const keptWith = (steps: StepRow[]): KeptBook => {
  const position = { seq: 1, applied: 1, wakeAt: null, facts: [], accounts: [], tokens: [], moves: [], contacts: [], effects: [] };
  return { customer: customerRow({ id: 'C1' }), ...position, steps, tables: { item: [] as ItemRow[] } as KeptBook['tables'] };
};
const changes = ({ to = OLD, steps = [], before, after }: { to?: typeof OLD; steps?: StepRow[]; before: Future; after: Future }) =>
  createComparison({ from: [OLD], to: [to], rules: [] })({
    kept: keptWith(steps),
    before,
    after,
    dayOf: (at) => dateAt(at, 'UTC'),
  }).changes.map(({ kind, step }) => `${kind} ${step}`);

describe('two futures of a customer', () => {
  const overdue = future([contact('overdue', 1)]);
  const nudge = future([contact('nudge', 1, 'overdue')]);

  it.each<[string, Parameters<typeof changes>[0], string[]]>([
    ['alike', { before: overdue, after: overdue }, []],
    ['on other days', { before: overdue, after: future([contact('overdue', 2)]) }, ['other-day overdue']],
    ['with more', { before: future([]), after: overdue }, ['added overdue']],
    ['with less for now', { before: overdue, after: future([]) }, ['later overdue']],
    ['with a step that lapses', { before: overdue, after: future([], { lapsed: [had('overdue', 'lapsed')] }) }, ['skipped overdue']],
    ['with a step that is gone', { to: RENAMED, before: overdue, after: future([]) }, ['skipped overdue']],
    ['with a step of another name that neither had', { to: RENAMED, before: overdue, after: nudge }, []],
    [
      'with a step of another name that he had',
      { to: RENAMED, steps: [had('overdue')], before: future([]), after: nudge },
      ['twice nudge'],
    ],
    [
      'with a step of another name whose old one lapsed',
      { to: RENAMED, steps: [had('overdue', 'lapsed')], before: future([]), after: nudge },
      ['added nudge'],
    ],
    [
      'with a severe step that waits only in one of them',
      { before: future([]), after: future([], { withoutNotice: [{ subject: 'I1', step: 'final' }] }) },
      ['no-notice final'],
    ],
  ])('%s', (_what, input, expected) => {
    expect(changes(input)).toEqual(expected);
  });
});
