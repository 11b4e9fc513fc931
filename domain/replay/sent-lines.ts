import type { Instant } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';
import type { Journey } from '../journey/journey.js';
import { inFileDates, type ReplayLine } from './replay-line.js';
import { stepOffsets } from './step-offsets.js';
import { itemIdOf, type Story } from './story.js';

interface SentLinesInput {
  /** Messages that were handed over, with the moment of each. */
  sent: { steps: StepRef[]; at: Instant }[];
  story: Story;
  customerId: string;
  journey: Journey;
  /** Days by which the run was later than the file. */
  shift: number;
}

/** A line for each step of each message, in the file's own dates and numbers. */
export function sentLines({ sent, story, customerId, journey, shift }: SentLinesInput): ReplayLine[] {
  const offsets = stepOffsets(journey);
  const numbers = new Map(story.invoices.map(({ invoice }) => [itemIdOf({ customerId, invoice }), invoice]));
  return sent.flatMap(({ steps, at }) =>
    steps.map(
      ({ subject, step }): ReplayLine => ({
        customer: story.customer,
        invoice: numbers.get(subject) ?? null,
        at: inFileDates({ at, shift }),
        did: 'sent',
        step: offsets.get(step) ?? 0,
      }),
    ),
  );
}
