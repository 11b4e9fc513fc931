import type { Instant } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';
import type { Journey } from '../journey/journey.js';
import { inFileDates, type ReplayLine } from './replay-line.js';
import { stepOffsets } from './step-offsets.js';
import { itemIdOf, type Story } from './story.js';

interface SentLinesInput {
  /** Messages that were handed over, with the moment of each. */
  sent: { steps: StepRef[]; at: Instant }[];
  /** When he came into which other journey, in order. */
  moves: { at: Instant; journey: Journey }[];
  story: Story;
  customerId: string;
  /** In which he begins. */
  journey: Journey;
  /** Days by which the run was later than the file. */
  shift: number;
}

/** A line for each step of each message and for each move, in the file's own dates and numbers. */
export function sentLines({ sent, moves, story, customerId, journey, shift }: SentLinesInput): ReplayLine[] {
  const offsets = new Map([journey, ...moves.map((move) => move.journey)].map((one) => [one, stepOffsets(one)]));
  const journeyAt = (at: Instant): Journey => moves.findLast((move) => move.at <= at)?.journey ?? journey;
  const numbers = new Map(story.invoices.map(({ invoice }) => [itemIdOf({ customerId, invoice }), invoice]));
  const goesOn = moves.map(
    (move): ReplayLine => ({
      customer: story.customer,
      invoice: null,
      at: inFileDates({ at: move.at, shift }),
      did: 'moved',
      journey: move.journey.name,
    }),
  );
  const told = sent.flatMap(({ steps, at }) =>
    steps.map(
      ({ subject, step }): ReplayLine => ({
        customer: story.customer,
        invoice: numbers.get(subject) ?? null,
        at: inFileDates({ at, shift }),
        did: 'sent',
        ...dueOf(offsets.get(journeyAt(at))?.get(step)),
      }),
    ),
  );
  return [...goesOn, ...told];
}

const dueOf = (step: number | undefined): Pick<ReplayLine, 'step'> => (step === undefined ? {} : { step });
