/** One generated life held against all promises. */
import { advance } from '../../../domain/advance.js';
import type { Journey } from '../../../domain/journey/journey.js';
import { checkJourney } from '../../../domain/journey/load.js';
import { sameAfterDowntime, sameWhenWoken } from './compare.js';
import type { StepForm } from './draw-journey.js';
import type { Life } from './draw-story.js';
import { judge } from './judge.js';
import { type Lived, live } from './live.js';
import { stepsOf } from './moments.js';
import { accountStepsOf } from './own-accounts.js';

const MINUTE = 60_000;
const AFTERWARDS = 160;

/** A question that is not worth asking after a while, and what may have been brought to the customer meanwhile. */
const SOON_STALE = ['short-payment-question', 'deliver', 'promise-comes-up', 'promise-kept', 'promise-broken'];

/** The life that was lived, and the first promise that was not kept in it. */
export interface Proof {
  lived: Lived;
  journey: Journey;
  broken: string | undefined;
}

export function journeyOf({ form }: Life): Journey {
  const { journey, findings } = checkJourney(JSON.stringify(form));
  if (!journey) throw new Error(`The generator is wrong: ${JSON.stringify(findings)}`);
  return journey;
}

export function prove(life: Life): Proof {
  const journey = journeyOf(life);
  let asked = 0;
  let undetermined: string | undefined;
  const lived = live({
    journey,
    life,
    afterwards: AFTERWARDS,
    onDecision({ rows, now, decision }) {
      asked += 1;
      if (asked % 16 !== 1) return;
      const again = advance({ journey: structuredClone(journey), rows: structuredClone(rows), now });
      if (JSON.stringify(again) !== JSON.stringify(decision)) undetermined = 'the same input gives two decisions';
    },
  });
  return { lived, journey, broken: undetermined ?? judge({ life, lived }) ?? woken(life, journey, lived) ?? delayed(life, journey, lived) };
}

function woken(life: Life, journey: Journey, lived: Lived): string | undefined {
  const wakes = life.wakes.map((minutes) => lived.start + minutes * MINUTE);
  return sameWhenWoken({ lived, woken: live({ journey, life, story: lived.story, wakes, afterwards: AFTERWARDS }) });
}

/** What comes after the engine stood still is left out, so that nothing but the delay can make a difference. */
function delayed(life: Life, journey: Journey, lived: Lived): string | undefined {
  const { after, later, minutes } = life.down;
  const story = lived.story.slice(0, after);
  const from = (story.at(-1)?.at ?? lived.start) + later * MINUTE;
  const given = { journey, life, story, prompt: true };
  const undisturbed = live({ ...given, afterwards: AFTERWARDS + 40 });
  const late = live({ ...given, afterwards: AFTERWARDS, down: { from, to: from + minutes * MINUTE } });
  const broken = judge({ life, lived: late });
  if (broken) return `after a downtime, ${broken}`;
  const steps = stepsOf(life.form);
  // Calls never go together: under caps those of many invoices take months, and neither life sees their end.
  if (life.form.contact.atMost && [...steps.values()].some(({ step }) => step.do.call !== undefined)) return undefined;
  const ofAccounts = accountStepsOf(life.form);
  const drops = life.form.contact.outside === 'skip' || life.form.contact.atMost !== undefined;
  return sameAfterDowntime({
    undisturbed,
    late,
    from,
    minutes,
    laneOf: (name) => steps.get(name)?.lane ?? 'collection',
    asking: [...steps.values()].find(({ step }) => step.do.ask !== undefined)?.lane,
    isCall: (name) => steps.get(name)?.step.do.call !== undefined,
    bounded: life.form.lanes.courtesy === undefined && life.form.contact.atMost === undefined && life.form.contact.post === undefined,
    closedDays:
      life.form.contact.days === 'business' || life.form.contact.calls?.days === 'business' || life.form.contact.closed.length > 0 ? 20 : 0,
    peaceDays: life.form.holds.afterwards.days,
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
