/** One generated life held against all promises. */
import { advance } from '../../../domain/advance.js';
import { sameAfterDowntime, sameWhenWoken } from './compare.js';
import { type JourneyForm, leavesOut, type StepForm, takesMonths } from './draw-journey.js';
import type { Life } from './draw-story.js';
import { judge } from './judge.js';
import { type Entry, type Lived, live } from './live.js';
import { stepsOf } from './moments.js';
import { versionNamed, versionsOf } from './moves.js';
import { accountStepsOf } from './own-accounts.js';

const MINUTE = 60_000;
const AFTERWARDS = 160;

/** A question that is not worth asking after a while, and what may have been brought to the customer meanwhile. */
const SOON_STALE = ['short-payment-question', 'deliver', 'promise-comes-up', 'promise-kept', 'promise-broken'];

/** The life that was lived, and the first promise that was not kept in it. */
export interface Proof {
  lived: Lived;
  broken: string | undefined;
}

const isFailure = (entry: Entry): boolean => entry.what === 'fact' && entry.report.type === 'payment.failed';
const hasDaysForRetries = ({ lanes }: JourneyForm): boolean =>
  Object.values(lanes.collection?.stages ?? {}).some(({ retry }) => (retry as { upTo?: unknown } | undefined)?.upTo !== undefined);

export function prove(life: Life): Proof {
  let asked = 0;
  let undetermined: string | undefined;
  const lived = live({
    life,
    afterwards: AFTERWARDS,
    onDecision({ journey, itemJourneys, rows, now, decision }) {
      asked += 1;
      if (asked % 16 !== 1) return;
      const again = advance({ journey: structuredClone(journey), itemJourneys, rows: structuredClone(rows), now });
      if (JSON.stringify(again) !== JSON.stringify(decision)) undetermined = 'the same input gives two decisions';
    },
  });
  return {
    lived,
    broken: undetermined ?? judge({ life, lived }) ?? woken(life, lived) ?? movedWhileDown(life, lived) ?? delayed(life, lived),
  };
}

function woken(life: Life, lived: Lived): string | undefined {
  const wakes = life.wakes.map((minutes) => lived.start + minutes * MINUTE);
  return sameWhenWoken({ lived, woken: live({ life, story: lived.story, wakes, afterwards: AFTERWARDS }) });
}

/** The engine stands still when the customer is moved, and hears of it with all else afterwards. */
function movedWhileDown(life: Life, lived: Lived): string | undefined {
  const moves = lived.story.filter(({ reports }) => reports.some(({ type }) => type === 'journey.moved' || type === 'invoice.moved'));
  for (const [nth, { at }] of moves.entries()) {
    const { before = 0, after = 0 } = versionsOf(life).moves[nth]?.down ?? {};
    const stands = { from: at - before * MINUTE, to: at + after * MINUTE };
    // What Duly issued by itself comes later then: nobody speaks of it before.
    const story = lived.story.filter((told) => told.at < stands.from || !JSON.stringify(told.reports).includes('inv_'));
    const broken = judge({ life, lived: live({ life, story, down: stands, afterwards: AFTERWARDS }) });
    if (broken) return `moved in a downtime, ${broken}`;
  }
  return undefined;
}

/** What comes after the engine stood still is left out, so that nothing but the delay can make a difference. */
function delayed(life: Life, lived: Lived): string | undefined {
  const { after, later, minutes } = life.down;
  const story = lived.story.slice(0, after);
  const from = (story.at(-1)?.at ?? lived.start) + later * MINUTE;
  const given = { life, story, prompt: true };
  const undisturbed = live({ ...given, afterwards: AFTERWARDS + 40 });
  const late = live({ ...given, afterwards: AFTERWARDS, down: { from, to: from + minutes * MINUTE } });
  const broken = judge({ life, lived: late });
  if (broken) return `after a downtime, ${broken}`;
  const { form } = versionNamed(life, late.book.customer().journeyId);
  const steps = stepsOf(form);
  // Steps of one name are others in the journey that one invoice walks.
  if (takesMonths(form) || versionsOf(life).own.length > 0) return undefined;
  // Retries that have so many days from the first try on are used up sooner after a downtime, and something else follows.
  if ((hasDaysForRetries(form) || hasDaysForRetries(life.form)) && late.log.some(isFailure)) return undefined;
  const ofAccounts = accountStepsOf(form);
  const drops = leavesOut(form);
  return sameAfterDowntime({
    undisturbed,
    late,
    from,
    minutes,
    // What another system is told keeps no order to what the customer is.
    laneOf: (name) => (steps.get(name)?.step.do.notify ? 'web hooks' : (steps.get(name)?.lane ?? 'collection')),
    asking: [...steps.values()].find(({ step }) => step.do.ask !== undefined)?.lane,
    isCall: (name) => steps.get(name)?.step.do.call !== undefined,
    bounded:
      form.lanes.courtesy === undefined &&
      form.contact.atMost === undefined &&
      form.contact.post === undefined &&
      form.contact.letters === undefined,
    closedDays: form.contact.days === 'business' || form.contact.calls?.days === 'business' || form.contact.closed.length > 0 ? 20 : 0,
    peaceDays: form.holds.afterwards.days,
    mayLapse: (name) => {
      // What an account is told goes by where it stands then; the judges ask whether that was right.
      if (ofAccounts.has(name) || SOON_STALE.includes(name)) return true;
      const { step: placed, ladder } = steps.get(name) ?? {};
      const bearsSevere = placed?.severe || ladder?.[ladder.indexOf(placed as StepForm) + 1]?.severe;
      if (placed && drops && !bearsSevere) return true;
      return placed ? placed.every !== undefined || (placed.at.from === 'due' && (placed.at.days ?? 0) < 0) : name === 'autopay-notice';
    },
  });
}
