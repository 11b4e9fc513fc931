/** Steps that a ladder's own pace never lets through: an invoice alone, walking it on its own days, would come to each of them in vain. */
import { isBeforeDue, isMonthly, reachOf } from '../ladder/moment.js';
import { isSevere, type LadderStep } from '../ladder/step.js';
import { verbOf } from '../ladder/verbs/index.js';
import { isSelective } from '../segments/audience.js';
import { daysText } from './findings.js';
import type { Contact, Journey, Stage } from './journey.js';
import { outlineOf } from './outline.js';

type Pace = Pick<Contact, 'remindersApart' | 'atMost' | 'days' | 'closed'>;
interface Impossible {
  path: PropertyKey[];
  message: string;
}

/** In the order of the file. */
export function impossibleSteps(journey: Journey): Impossible[] {
  const { contact, lanes } = journey;
  const { bears } = outlineOf(journey);
  return lanes.flatMap(({ name, stages }) =>
    stages.flatMap((stage) => {
      const steps = stepsOf(stage);
      return [...lapsing({ steps, contact }), ...capped({ steps, contact, bears })].map(({ index, message }) => ({
        path: ['lanes', name, 'stages', stage.name, 'steps', index, 'at'],
        message,
      }));
    }),
  );
}

const stepsOf = ({ config }: Pick<Stage, 'config'>): LadderStep[] => (config as { steps?: LadderStep[] } | undefined)?.steps ?? [];

interface Found {
  index: number;
  message: string;
}
type Of = { steps: LadderStep[]; contact: Pace };

/** A step before the due date that may go on that date at the earliest, because another one went so many days before: it has lapsed by then. */
function lapsing({ steps, contact }: Of): Found[] {
  const apart = contact.remindersApart ?? 1;
  const found: Found[] = [];
  /** The earliest day, counted from due, on which the last step that everybody gets has gone. */
  let gone: { name: string; day: number } | undefined;
  for (const [index, { at, do: doing, name, to }] of steps.entries()) {
    const own = at.from === 'due' ? reachOf(at)?.fewest : undefined;
    if (own === undefined || !isBeforeDue(at) || !verbOf(doing).contacts) break;
    const day = gone ? Math.max(own, gone.day + apart) : own;
    if (gone && day >= 0)
      found.push({
        index,
        message: `"${name}" never goes: "${gone.name}" goes before it, the next contact about an invoice comes ${daysText(apart)} later, and by then it has lapsed. Give it more distance, or leave one of both out.`,
      });
    else if (!isSelective(to)) gone = { name, day };
  }
  return found;
}

/**
 * A reminder or a call that the cap of a week leaves out, because so many of its own ladder go in the days before it. Steps of a date in days alone are
 * judged, and where weekends and holidays move them, only those that lie close together.
 */
function capped({ steps, contact, bears }: Of & { bears: ReadonlySet<string> }): Found[] {
  const week = contact.atMost?.week;
  if (week === undefined) return [];
  const moved = contact.days === 'business' || contact.closed !== undefined ? HOLIDAYS_IN_A_ROW : 0;
  const found: Found[] = [];
  const going: { name: string; day: number }[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, step] of steps.entries()) {
    const { at, name } = step;
    if (isBeforeDue(at)) continue;
    if (at.from !== 'due' || at.days === undefined || isMonthly(at)) break;
    if (!verbOf(step.do).contacts || isSelective(step.to)) continue;
    const day = Math.max(at.days, last + (contact.remindersApart ?? 1));
    const near = going.filter((one) => day - one.day + moved < DAYS_OF_A_WEEK);
    if (near.length >= week && !isSevere(step) && !isSevere(steps[index + 1]) && !bears.has(name)) {
      const others = near.slice(-week).map((one) => `"${one.name}"`);
      const message = `"${name}" is always left out: at most ${week} a week, and ${others.join(', ')} of the same invoice went in the days before it. Give it more distance, or allow more.`;
      found.push({ index, message });
      continue;
    }
    last = day;
    if (!isSevere(step)) going.push({ name, day });
  }
  return found;
}
const DAYS_OF_A_WEEK = 7;
const HOLIDAYS_IN_A_ROW = 4;
