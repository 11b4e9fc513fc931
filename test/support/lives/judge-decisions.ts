import type { Effect } from '../../../domain/effects/effect.js';
import type { Judge } from './judge.js';

/** Every effect has a reason for each of its steps, at most fifty are decided at once, what may travel together does, and no token wants to be woken in the past. */
export const judgeDecisions: Judge =
  ({ life }) =>
  (entry) => {
    if (entry.what !== 'decided') return undefined;
    const { effects, reasons, tokens } = entry.decision;
    if (new Set(effects.map(({ id }) => id)).size < effects.length) return 'one effect is decided twice at once';
    if (effects.length > 50) return `${effects.length} effects are decided at once`;
    for (const effect of effects)
      for (const { subject, step } of effect.steps)
        if (!reasons.some(({ about, code, params }) => code === 'step-due' && about === subject && params?.step === step))
          return `${effect.id} goes without a reason for ${step} of ${subject}`;
    for (const { subject, wakeAt } of tokens) if (wakeAt !== null && wakeAt < entry.at) return `${subject} wants to be woken in the past`;
    const seats = effects.filter(hasSeats).map(seatOf);
    return life.form.contact.together && new Set(seats).size < seats.length
      ? 'reminders that are due together go in two messages'
      : undefined;
  };

/** What goes the same way to the same people. */
const seatOf = (effect: Effect): string => (effect.kind === 'message' ? `${effect.by} ${effect.to} ${effect.copy}` : '');

/** A reminder with room for more items; all items of a life are of one account. */
const hasSeats = (effect: Effect): boolean =>
  effect.kind === 'message' &&
  effect.purpose === 'reminder' &&
  !effect.alone &&
  effect.accountId === undefined &&
  effect.itemIds.length < 100;
