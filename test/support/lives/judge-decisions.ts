import type { Judge } from './judge.js';

/** Every effect has a reason for each of its steps, at most fifty are decided at once, and the engine never asks to be woken in the past. */
export const judgeDecisions: Judge =
  ({ life }) =>
  (entry) => {
    if (entry.what !== 'decided') return undefined;
    const { decision } = entry;
    const ids = new Set<string>();
    for (const effect of decision.effects) {
      if (ids.has(effect.id)) return `the effect ${effect.id} is decided twice at once`;
      ids.add(effect.id);
      for (const { subject, step } of effect.steps)
        if (!decision.reasons.some(({ about, code, params }) => code === 'step-due' && about === subject && params?.step === step))
          return `${effect.id} goes without a reason for ${step} of ${subject}`;
    }
    if (decision.effects.length > 50) return `${decision.effects.length} effects are decided at once`;
    for (const token of decision.tokens)
      if (token.wakeAt !== null && token.wakeAt < entry.at) return `the token of ${token.subject} wants to be woken in the past`;
    if (life.form.contact.together) {
      const seats = new Map<string, number>();
      for (const effect of decision.effects)
        if (effect.kind === 'message' && effect.purpose === 'reminder' && !effect.alone) {
          const count = (seats.get(effect.purpose) ?? 0) + 1;
          seats.set(effect.purpose, count);
          if (count > 1 && effect.itemIds.length < 100 && decision.effects.filter((e) => e.kind === 'message' && !e.alone && e.purpose === 'reminder').every((e) => 'itemIds' in e && e.itemIds.length < 100))
            return 'reminders of one account that are due together travel in two messages';
        }
    }
    return undefined;
  };
