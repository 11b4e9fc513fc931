import { describe, expect, it } from '@jest/globals';
import { linkOf, savedQueries } from './saved-queries.js';

const at = (moment: string) => savedQueries({ now: Date.parse(moment) });
const conditionOf = (name: string, moment = '2026-11-22T12:00:00Z'): string => {
  const where = at(moment).find((query) => query.name === name)?.where;
  return where && 'runs' in where ? where.runs.replace('WorkflowType = "customerJourney" AND ExecutionStatus = "Running" AND ', '') : '';
};

describe('the saved queries', () => {
  it.each([
    ['stuck', 'DulyStuck = true'],
    ['failing', 'TemporalReportedProblems IS NOT NULL'],
    ['restored', 'CustomerStage = "restored"'],
    ['overdue', 'OldestDueDate < "2026-11-22T00:00:00Z"'],
    ['overdue-30', 'OldestDueDate < "2026-10-23T00:00:00Z"'],
    ['overdue-60', 'OldestDueDate < "2026-09-23T00:00:00Z"'],
    ['reminders', 'CustomerStage = "reminders"'],
    ['failure-handling', 'CustomerStage = "failure handling"'],
    ['credit-review', 'CustomerStage = "credit review"'],
  ])('%s asks Temporal for running journeys with %s', (name, condition) => {
    expect(conditionOf(name)).toBe(condition);
  });

  it.each([
    ['2026-11-22T23:59:59Z', '2026-10-23'],
    ['2026-11-23T00:00:00Z', '2026-10-24'],
    ['2027-01-15T09:00:00Z', '2026-12-16'],
    ['2028-03-30T09:00:00Z', '2028-02-29'],
  ])('count days in UTC: at %s overdue by more than 30 is due before %s', (moment, day) => {
    expect(conditionOf('overdue-30', moment)).toBe(`OldestDueDate < "${day}T00:00:00Z"`);
  });

  it('have names that can be typed, each once, and a question', () => {
    const all = at('2026-11-22T12:00:00Z');
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, question } of all) expect(`${name} ${question}`).toMatch(/^[a-z]+(-[a-z0-9]+)* [A-Z].*\?$/);
  });
});

describe('the link of a saved query', () => {
  const [stuck, disputed] = ['stuck', 'disputed'].map((wanted) => at('2026-11-22T12:00:00Z').find(({ name }) => name === wanted));
  it('opens it in the Temporal UI', () => {
    expect(stuck && linkOf({ query: stuck, ui: 'http://127.0.0.1:8233', namespace: 'default' })).toBe(
      'http://127.0.0.1:8233/namespaces/default/workflows?query=WorkflowType%20%3D%20%22customerJourney%22%20AND%20ExecutionStatus%20%3D%20%22Running%22%20AND%20DulyStuck%20%3D%20true',
    );
  });
  it('is none where Temporal does not answer it, or no UI is known', () => {
    expect(disputed && linkOf({ query: disputed, ui: 'http://127.0.0.1:8233', namespace: 'default' })).toBeNull();
    expect(stuck && linkOf({ query: stuck, ui: undefined, namespace: 'default' })).toBeNull();
  });
});
