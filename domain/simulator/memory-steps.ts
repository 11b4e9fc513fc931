/** The steps of one customer that are over, by subject; steps of surveys are remembered whatever they were about. */
import type { StepRef } from '../effects/effect.js';
import type { StepRow } from '../rows.js';

/** Each step once: what comes later takes its place. */
export class MemorySteps {
  private readonly bySubject = new Map<string, StepRow[]>();
  private readonly surveys: StepRow[] = [];

  all(): StepRow[] {
    return [...this.bySubject.values()].flat();
  }

  /** Whether it was taken, by whomever; one that was left out was not. */
  wasTaken(step: StepRef): boolean {
    return this.bySubject.get(step.subject)?.some((known) => isSame(known, step) && known.how === 'taken') ?? false;
  }

  /** Whether one of the subject's steps of that name was taken. */
  had({ subject, step }: { subject: string; step: string }): boolean {
    return this.bySubject.get(subject)?.some((known) => known.step === step && known.how === 'taken') ?? false;
  }

  /** Takes the place of what was known of the step. */
  put(step: StepRow): void {
    const own = this.bySubject.get(step.subject);
    if (own) replaceOrAdd(own, step);
    else this.bySubject.set(step.subject, [step]);
    if (isSurvey(step)) replaceOrAdd(this.surveys, step);
  }

  /** Those that the effect had taken are not over any more. */
  free(effectId: string): void {
    for (const own of [...this.bySubject.values(), this.surveys])
      for (let place = own.length - 1; place >= 0; place -= 1)
        if (own[place]?.effectId === effectId && own[place]?.how === 'taken') own.splice(place, 1);
  }

  /** What the effect took counts as left out. */
  leaveOut(effectId: string): void {
    for (const own of [...this.bySubject.values(), this.surveys])
      for (const [place, step] of own.entries())
        if (step.effectId === effectId && step.how === 'taken') own[place] = { ...step, how: 'dropped' };
  }

  /** Those of the subjects, of the customer and of the charges, and all this.surveys. */
  about({
    subjects,
    customerId,
    chargeIds,
  }: {
    subjects: ReadonlySet<string>;
    customerId: string;
    chargeIds: readonly string[];
  }): StepRow[] {
    const steps: StepRow[] = [];
    for (const subject of subjects) this.add(steps, subject);
    if (!subjects.has(customerId)) this.add(steps, customerId);
    for (const id of chargeIds) if (!subjects.has(id) && id !== customerId) this.add(steps, id);
    for (const step of this.surveys)
      if (!subjects.has(step.subject) && step.subject !== customerId && !chargeIds.includes(step.subject)) steps.push(step);
    return steps;
  }

  private add(steps: StepRow[], subject: string): void {
    const own = this.bySubject.get(subject);
    if (own) for (const step of own) steps.push(step);
  }
}

function replaceOrAdd(steps: StepRow[], step: StepRow): void {
  const place = steps.findIndex((known) => isSame(known, step));
  if (place === -1) steps.push(step);
  else steps[place] = step;
}

const isSame = (a: StepRef, b: StepRef): boolean => a.step === b.step && a.occurrence === b.occurrence && a.subject === b.subject;
const isSurvey = ({ step }: StepRef): boolean => step === 'csat' || step === 'nps';
