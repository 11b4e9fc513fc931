/** The questions that operators ask of all customers at once, each by a name. Those that Temporal's search attributes answer also open in its UI. */
import { addDays, dateAt, type Instant } from '../domain/calendar.js';
import { STAGE_TYPES } from '../domain/stages/index.js';
import { OLDEST_DUE_ATTRIBUTE, STAGE_ATTRIBUTE, STUCK_ATTRIBUTE, WORKFLOW_TYPE } from '../workflows/contract.js';

/** What is asked of PostgreSQL, because no search attribute tells it; `without-run` also of Temporal. */
export type AskedOfBooks = 'disputed' | 'held' | 'unapplied' | 'undelivered' | 'without-run';

export interface SavedQuery {
  name: string;
  question: string;
  where: { runs: string } | { books: AskedOfBooks };
}

/** All of them, as they are asked at this moment: days are counted in UTC, and one overdue by more than 30 was due 31 days ago or earlier. */
export function savedQueries({ now }: { now: Instant }): SavedQuery[] {
  const today = dateAt(now, 'UTC');
  const dueMoreThan = (days: number): string => `${OLDEST_DUE_ATTRIBUTE} < "${addDays(today, -days)}T00:00:00Z"`;
  const inStage = (stage: string): string => `${STAGE_ATTRIBUTE} = "${stage}"`;
  const ofRuns = (name: string, question: string, condition: string): SavedQuery => ({
    name,
    question,
    where: { runs: `WorkflowType = "${WORKFLOW_TYPE}" AND ExecutionStatus = "Running" AND ${condition}` },
  });
  return [
    ofRuns('stuck', 'Whose decisions fail?', `${STUCK_ATTRIBUTE} = true`),
    ofRuns('failing', 'At whose run do workers fail again and again?', 'TemporalReportedProblems IS NOT NULL'),
    ofRuns('restored', 'Whose run found the books restored from a backup?', inStage('restored')),
    ofRuns('overdue', 'Who is overdue?', dueMoreThan(0)),
    ofRuns('overdue-30', 'Who is overdue by more than 30 days?', dueMoreThan(30)),
    ofRuns('overdue-60', 'Who is overdue by more than 60 days?', dueMoreThan(60)),
    ...Object.entries(STAGE_TYPES).flatMap(([name, { question }]) =>
      question === undefined ? [] : [ofRuns(name.replaceAll(' ', '-'), question, inStage(name))],
    ),
    { name: 'disputed', question: 'Who disputes an invoice?', where: { books: 'disputed' } },
    { name: 'held', question: 'Who is held, for whatever reason?', where: { books: 'held' } },
    { name: 'unapplied', question: 'Whose money is not applied to an invoice?', where: { books: 'unapplied' } },
    { name: 'undelivered', question: 'Whom did a message not reach?', where: { books: 'undelivered' } },
    { name: 'without-run', question: 'Who has no run in Temporal?', where: { books: 'without-run' } },
  ];
}

/** Where the query opens in the Temporal UI; null for one that is not Temporal's, or without a UI that is known. */
export function linkOf({
  query: { where },
  ui,
  namespace,
}: {
  query: SavedQuery;
  ui: string | undefined;
  namespace: string;
}): string | null {
  if (!('runs' in where) || ui === undefined) return null;
  return `${ui}/namespaces/${encodeURIComponent(namespace)}/workflows?query=${encodeURIComponent(where.runs)}`;
}
