import { addDays, type Instant, isoInstant } from '../calendar.js';

/** One thing that happened, as `duly replay --json` prints it: dates are the file's own. */
export interface ReplayLine {
  customer: string;
  invoice: string | null;
  /** RFC 3339, UTC. */
  at: string;
  /** `moved`: rules, or his journey itself, give the customer another journey. */
  did: 'issued' | 'changed' | 'moved' | 'sent' | 'settled';
  /** For `sent`: days from the due date, negative before it; left out where the step is reckoned from something else. */
  step?: number;
  /** For `moved`: the name of the journey in which he goes on. */
  journey?: string;
}

/** The instant in the file's own dates: `shift` days back. */
export const inFileDates = ({ at, shift }: { at: Instant; shift: number }): string =>
  `${addDays(isoInstant(at).slice(0, 10), -shift)}${isoInstant(at).slice(10)}`;

/** The order in which lines are told: by time, then by customer and invoice; facts before messages of the same moment. */
export function sortLines(lines: ReplayLine[]): ReplayLine[] {
  const rank = (line: ReplayLine) => ['changed', 'issued', 'settled', 'moved', 'sent'].indexOf(line.did);
  const key = (line: ReplayLine) => `${line.at} ${rank(line)} ${line.customer} ${line.invoice ?? ''}`;
  return [...lines].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
