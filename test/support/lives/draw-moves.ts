/** To what a customer is moved within his life, out of nothing: versions of his journey that somebody has edited, another journey, and back again. */
import fc from 'fast-check';
import { type JourneyForm, journeyDraw } from './draw-journey.js';

const EDITS = [
  ...(['retime step', 'retime step', 'insert step', 'insert step', 'insert step', 'remove step', 'swap steps', 'swap steps'] as const),
  ...(['soften', 'soften', 'soften'] as const),
  ...(['rename stage', 'drop stage', 'drop lane', 'add lane'] as const),
];
export interface Edit {
  what: (typeof EDITS)[number];
  /** Chooses among what there is. */
  pick: number;
  days: number;
  severe: boolean;
  calls: boolean;
  /** Whether somebody says where those go on whose stage is gone. */
  named: boolean;
}

export interface MoveDraw {
  /** Minutes after the start. */
  at: number;
  /** He waits for a severe step to go first, where one goes within some weeks. */
  afterSevere: boolean;
  to: 'edited' | 'another' | 'back';
  edits: Edit[];
  /** The other journey; what is edited takes a lane of it that it has not. */
  other: JourneyForm;
  /** Whether its steps have names of their own. */
  ownNames: boolean;
  /** So many minutes before and after the move the engine stands still, when it is lived once more. */
  down: { before: number; after: number };
}

const DAY = 24 * 60;
const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(...EDITS),
  pick: fc.nat(23),
  days: fc.integer({ min: -6, max: 9 }),
  severe: fc.boolean(),
  calls: fc.constantFrom(false, false, false, true),
  named: fc.boolean(),
});

const move = (to: fc.Arbitrary<MoveDraw['to']>): fc.Arbitrary<MoveDraw> =>
  fc.record({
    at: fc.oneof(fc.integer({ min: DAY, max: 40 * DAY }), fc.integer({ min: 20 * DAY, max: 60 * DAY })),
    afterSevere: fc.boolean(),
    to,
    edits: fc.array(edit, { minLength: 1, maxLength: 5, size: 'max' }),
    other: journeyDraw,
    ownNames: fc.boolean(),
    down: fc.record({ before: fc.nat(4 * DAY), after: fc.nat(12 * DAY) }),
  });
const first = move(fc.constantFrom('edited', 'edited', 'another'));
const second = move(fc.constantFrom('back', 'back', 'edited'));

/** One invoice gets a journey of its own, and perhaps goes back to its customer's so many minutes later. */
export interface OwnDraw {
  at: number;
  pick: number;
  edits: Edit[];
  other: JourneyForm;
  backAfter: number | undefined;
  down: MoveDraw['down'];
}

/** In one life of six, of those that stay with one version. */
export const ownDraw: fc.Arbitrary<OwnDraw | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      at: fc.integer({ min: DAY, max: 30 * DAY }),
      pick: fc.nat(11),
      edits: fc.array(edit, { minLength: 1, maxLength: 5, size: 'max' }),
      other: journeyDraw,
      backAfter: fc.option(fc.integer({ min: 1, max: 30 * DAY }), { nil: undefined }),
      down: fc.record({ before: fc.nat(4 * DAY), after: fc.nat(12 * DAY) }),
    }),
  },
);

/** Most lives stay with the version that they began with. */
export const movesDraw: fc.Arbitrary<MoveDraw[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<MoveDraw[]>([]) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.tuple(first),
      fc.tuple(first, second).map(([one, two]) => [one, { ...two, at: one.at + Math.floor(two.at / 2) }]),
    ),
  },
);
