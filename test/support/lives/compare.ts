/** Two lives of one customer, held against each other: woken for nothing, and after the engine stood still. */

import { type Done, doneAtOnce } from './judge.js';
import type { Lived } from './live.js';
import { wallClock } from './own-calendar.js';

const DAY = 86_400_000;

const done = ({ log }: Lived): Done[] => log.filter((entry): entry is Done => entry.what === 'done');

/** What went out, when, and for how much. */
export const timeline = ({ log }: Lived): string[] =>
  log.flatMap((entry) => {
    const when = wallClock(entry.at, 'UTC');
    if (entry.what === 'decided')
      // A call after a bad score is counted by the number of the answer's fact, and to be woken is a fact, too.
      return doneAtOnce(entry).map(
        ({ subject, step, occurrence }) => `${when} put ${subject}/${step}/${step === 'bad-score' ? '' : occurrence}`,
      );
    if (entry.what !== 'done') return [];
    // What an account would be told while nobody knows whether its items were drawn comes to nothing however often it is tried.
    const isAccounts = entry.effect.kind === 'message' && entry.effect.accountId !== undefined;
    if (isAccounts && (entry.did === 'suppressed' || entry.did === 'given-back')) return [];
    return `${when} ${entry.did} ${entry.effect.id} ${entry.parts.map(({ itemId, amount }) => `${itemId}:${amount}`).join(' ')}`;
  });

/** Where all items stand and what is open on them. The customer's own lanes go round and round: where they stand is only a matter of when one looks. */
const standing = ({ book }: Lived, inWords = false): string[] => [
  ...book
    .tokens()
    .filter(({ subject }) => subject !== book.customer().id)
    .map(({ lane, subject, stage, data }) => `${lane} ${subject} ${stage}${typeof data.state === 'string' ? ` ${data.state}` : ''}`),
  // Interest that a message claims later is more.
  ...book.list('item').map(({ id, open }) => `${id} ${inWords && open > 0 ? 'owed' : open}`),
];

const hasCosts = ({ book }: Lived): boolean => book.facts.some(({ type }) => type === 'costs.claimed');

/** Where two lists differ first. */
function difference(a: string[], b: string[]): string | undefined {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index).find((index) => a[index] !== b[index]);
  return at === undefined ? undefined : `"${a[at] ?? 'nothing'}" became "${b[at] ?? 'nothing'}"`;
}

/** Woken for nothing at whatever moments, all is the same. */
export function sameWhenWoken({ lived, woken }: { lived: Lived; woken: Lived }): string | undefined {
  const changed = difference(timeline(lived), timeline(woken)) ?? difference(standing(lived).sort(), standing(woken).sort());
  return changed && `woken for nothing, ${changed}`;
}

type Step = ReturnType<typeof stepsOf>[number];

/** What was sent or drawn, and the calls that somebody was asked to make. */
const stepsOf = (lived: Lived, isCall: (step: string) => boolean) =>
  // Of one moment a call comes first: the decision itself puts it.
  [...callsOf(lived, isCall), ...sentOf(lived)].sort((a, b) => a.at - b.at);

const callsOf = ({ log }: Lived, isCall: (step: string) => boolean) =>
  log.flatMap((entry) =>
    entry.what !== 'decided'
      ? []
      : doneAtOnce(entry)
          .filter(({ step }) => isCall(step))
          .map(({ subject, step, occurrence }) => ({ at: entry.at, subject, name: `${subject} ${step} #${occurrence}`, step })),
  );

const sentOf = (lived: Lived) =>
  done(lived)
    .filter(({ did, effect }) => did !== 'suppressed' && did !== 'given-back' && effect.kind !== 'survey')
    .flatMap(({ at, steps }) =>
      steps.map(({ subject, step, occurrence }) => ({ at, subject, name: `${subject} ${step} #${occurrence}`, step })),
    );

/** What Duly itself issues after the downtime is due by its own day of issue. */
const issued = ({ book }: Lived, subject: string): string | undefined => book.item(subject.replace('charge/', ''))?.issuedOn;

interface LateInput {
  undisturbed: Lived;
  late: Lived;
  /** When the engine began to stand still. */
  from: number;
  minutes: number;
  /** Steps that may be passed over by design: those before due, and repeats. */
  mayLapse(step: string): boolean;
  /** The lane of a journey's own step: lanes side by side keep no order among one another. */
  laneOf(step: string): string;
  /** The lane at whose end a person is asked what becomes of the item. */
  asking: string | undefined;
  isCall(step: string): boolean;
  /** Whether one ladder alone keeps its distances: of two, each may have to wait for the other. */
  bounded: boolean;
  /** Days beyond the next one for which the contact window may be closed. */
  closedDays: number;
  /** Days of peace after a hold. */
  peaceDays: number;
}

const MONEY = ['payment.received', 'invoice.writtenOff', 'plan.judged'];

/** Whether money came, was given up, or a plan had its day, after the moment: what follows from that is no delay any more. */
const moneyCame = ({ log }: Lived, after: number): boolean =>
  log.some((entry) => entry.what === 'fact' && entry.at >= after && MONEY.includes(entry.report.type));

/** Whether money of the item was drawn without an answer: nothing is asked for it then, also not what the delay has put behind that. */
const isOnItsWay = (lived: Lived, subject: string): boolean =>
  done(lived).some(({ did, effect }) => did === 'unknown' && effect.kind === 'collect' && effect.itemIds.includes(subject));

const holdEndedWithin = ({ lived: { book }, from, to }: { lived: Lived; from: number; to: number }): boolean =>
  book.list('hold').some(({ endedAt, endsAt }) => [endedAt, endsAt].some((end) => end !== null && end >= from && end <= to));

/** Whether a person, or the end of his time, decided what becomes of the item: what another lane had not done by then is not done any more. */
const wasDecidedAbout = ({ log }: Lived, subject: string): boolean =>
  log.some(
    (entry) =>
      entry.what === 'decided' && entry.decision.reasons.some(({ about, code }) => about === subject && code === 'escalation-asked'),
  );

/** Whether the customer sent the invoice back, or nobody could bring it to him, while the engine stood still: it had not been sent then. */
const cameBackWithin = ({ lived: { log }, subject, from, to }: { lived: Lived; subject: string; from: number; to: number }): boolean =>
  log.some(
    ({ at, ...entry }) =>
      entry.what === 'fact' &&
      (entry.report.type === 'invoice.refused' || entry.report.type === 'invoice.undeliverable') &&
      entry.report.data.itemId === subject &&
      at >= from &&
      at <= to,
  );

/** After a downtime the same steps go in the same order, each later by at most the downtime and one contact window; all ends as it would have. */
export function sameAfterDowntime({
  undisturbed,
  late,
  from,
  minutes,
  mayLapse,
  laneOf,
  asking,
  isCall,
  bounded,
  closedDays,
  peaceDays,
}: LateInput): string | undefined {
  if (moneyCame(undisturbed, from) || moneyCame(late, from)) return undefined;
  /** Of each subject in each lane the steps that may not lapse, in their order. */
  const laddersOf = (lived: Lived): Map<string, Step[]> => {
    const ladders = new Map<string, Step[]>();
    for (const one of stepsOf(lived, isCall)) {
      if (mayLapse(one.step)) continue;
      const ladder = `${one.subject} ${laneOf(one.step)}`;
      const before = ladders.get(ladder);
      if (before) before.push(one);
      else ladders.set(ladder, [one]);
    }
    return ladders;
  };
  const cameBack = (subject: string) => cameBackWithin({ lived: late, subject, from, to: from + minutes * 60_000 });
  const allowed = minutes * 60_000 + (1 + closedDays) * DAY + 2 * 3_600_000;
  const [before, after] = [laddersOf(undisturbed), laddersOf(late)];
  for (const ladder of new Set([...before.keys(), ...after.keys()])) {
    const [here, there] = [before.get(ladder) ?? [], after.get(ladder) ?? []];
    const changed = difference(
      here.map(({ name }) => name),
      there.map(({ name }) => name),
    );
    const subject = here[0]?.subject ?? there[0]?.subject ?? '';
    if (changed && ((ladder !== `${subject} ${asking}` && wasDecidedAbout(late, subject)) || cameBack(subject))) continue;
    if (changed) return isOnItsWay(late, subject) ? undefined : `after a downtime, ${changed}`;
    if (!bounded || issued(undisturbed, subject) !== issued(late, subject)) continue;
    for (const [index, one] of here.entries()) {
      const wentAt = there[index]?.at ?? 0;
      const delay = wentAt - one.at;
      // A hold that ended within the delay gives peace that the undisturbed life was spared.
      const peace = holdEndedWithin({ lived: late, from: one.at, to: wentAt }) ? (peaceDays + 1) * DAY : 0;
      if (delay > allowed + peace)
        return `after a downtime of ${(minutes / 1440).toFixed(2)} days, ${one.name} goes ${(delay / DAY).toFixed(2)} days later`;
    }
  }
  const isCutOff = ([lane, subject = '']: string[]): boolean => (lane !== asking && wasDecidedAbout(late, subject)) || cameBack(subject);
  const inWords = hasCosts(undisturbed) || hasCosts(late);
  const answered = (lived: Lived) =>
    standing(lived, inWords)
      .filter((line) => !line.split(' ').some((word) => isOnItsWay(late, word)) && !isCutOff(line.split(' ')))
      // What an account's state waits for may be about money on its way, or interest takes it up in the days that the undisturbed life is longer.
      .filter(
        (line) => !line.startsWith('dunning ') || !(inWords || late.book.list('attempt').some(({ outcome }) => outcome === 'unknown')),
      )
      .sort();
  const changed = difference(answered(undisturbed), answered(late));
  return changed && `after a downtime, it ends otherwise: ${changed}`;
}
