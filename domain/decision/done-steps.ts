import type { Instant } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';

/** What became of a step that is over or under way. */
export interface DoneStep {
  /** When it went; now, for one that this decision starts. */
  at: Instant;
  went: boolean;
  underWay: boolean;
}

/** Steps by their subject: a subject has few. */
export interface DoneSteps {
  get(step: StepRef): DoneStep | undefined;
  /** Of a step that repeats, or did so in another version: the last time that it went. */
  lastOf(step: Pick<StepRef, 'subject' | 'step'>): DoneStep | undefined;
  /** Takes the place of what was known of the step. */
  set(step: StepRef, done: DoneStep): void;
}

export function createDoneSteps(): DoneSteps {
  const bySubject = new Map<string, { step: string; occurrence: number; done: DoneStep }[]>();
  return {
    get({ subject, step, occurrence }) {
      const own = bySubject.get(subject);
      if (own) for (const known of own) if (known.step === step && known.occurrence === occurrence) return known.done;
      return undefined;
    },
    lastOf({ subject, step }) {
      let last: DoneStep | undefined;
      for (const known of bySubject.get(subject) ?? [])
        if (known.step === step && known.done.went && (last === undefined || known.done.at > last.at)) last = known.done;
      return last;
    },
    set({ subject, step, occurrence }, done) {
      const own = bySubject.get(subject);
      if (!own) {
        bySubject.set(subject, [{ step, occurrence, done }]);
        return;
      }
      const known = own.find((candidate) => candidate.step === step && candidate.occurrence === occurrence);
      if (known) known.done = done;
      else own.push({ step, occurrence, done });
    },
  };
}
