import type { Instant } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';

/** What became of a step that is over or under way. */
export interface DoneStep {
  /** When it went; now, for one that this decision starts. */
  at: Instant;
  went: boolean;
  underWay: boolean;
  /** It went as something that Duly sent: no task, no hold, and nobody else took it. */
  said: boolean;
}

export interface KnownStep extends DoneStep, StepRef {}

/** So few steps are searched faster than indexed. */
const FEW = 32;

/** Steps that are over or under way, as they become more. */
export class DoneSteps {
  private readonly all: KnownStep[] = [];
  /** Where there are more than a few. */
  private bySubject: Map<string, KnownStep[]> | undefined;

  get(step: StepRef): DoneStep | undefined {
    for (const known of this.about(step.subject))
      if (known.step === step.step && known.occurrence === step.occurrence && known.subject === step.subject) return known;
    return undefined;
  }

  /** Of a step that repeats, or did so in another version: the last time that it went. */
  lastOf(step: Pick<StepRef, 'subject' | 'step'>): KnownStep | undefined {
    return this.latest(step, 'went');
  }

  /** The last time that the step was said, in whatever version. */
  lastSaid(step: Pick<StepRef, 'subject' | 'step'>): KnownStep | undefined {
    return this.latest(step, 'said');
  }

  /** What was known last of a step, whatever became of it then. */
  newestOf({ subject, step }: Pick<StepRef, 'subject' | 'step'>): KnownStep | undefined {
    let newest: KnownStep | undefined;
    for (const known of this.about(subject))
      if (known.step === step && known.subject === subject && (newest === undefined || known.occurrence > newest.occurrence))
        newest = known;
    return newest;
  }

  /** Takes the place of what was known of the step. */
  set(step: StepRef, became: DoneStep): void {
    const known = this.get(step);
    if (known) Object.assign(known, became);
    else this.add({ subject: step.subject, step: step.step, occurrence: step.occurrence, ...became });
  }

  /** A step of which nothing is known yet. */
  add(known: KnownStep): void {
    this.all.push(known);
    if (this.bySubject) keep(this.bySubject, known);
  }

  private latest({ subject, step }: Pick<StepRef, 'subject' | 'step'>, which: 'went' | 'said'): KnownStep | undefined {
    let last: KnownStep | undefined;
    for (const known of this.about(subject))
      if (known.step === step && known.subject === subject && known[which] && (last === undefined || known.at > last.at)) last = known;
    return last;
  }

  private about(subject: string): readonly KnownStep[] {
    if (this.all.length <= FEW) return this.all;
    if (!this.bySubject) {
      this.bySubject = new Map();
      for (const known of this.all) keep(this.bySubject, known);
    }
    return this.bySubject.get(subject) ?? NONE;
  }
}

const NONE: readonly KnownStep[] = [];

function keep(bySubject: Map<string, KnownStep[]>, known: KnownStep): void {
  const own = bySubject.get(known.subject);
  if (own) own.push(known);
  else bySubject.set(known.subject, [known]);
}
