import { type Instant, isoInstant, type LocalDate } from './calendar.js';
import type { Effect } from './effects/effect.js';
import type { Journey } from './journey/journey.js';
import { outlineOf } from './journey/outline.js';
import type { DecisionRows, TokenRow } from './rows.js';

/** What an operator reads first of a customer. No personal data. */
export interface Headline {
  /** The last listed stage among the tokens of item lanes, else the credit lane's; null: none. */
  stage: string | null;
  /** Minor units open by currency. */
  balance: { amount: number; currency: string }[];
  oldestDueOn: LocalDate | null;
  /** The steps that this decision started. */
  doing: string[];
  /** What comes next, when and why; null: nothing until something happens. */
  next: { what: string; at: string; why: string } | null;
}

interface HeadlineInput {
  journey: Journey;
  tokens: TokenRow[];
  rows: DecisionRows;
  effects: Effect[];
  /** The steps waited for. */
  steps: { step: string; at: Instant; because: string }[];
  wakeAt: Instant | null;
}

export function headlineOf({ journey, tokens, rows, effects, steps, wakeAt }: HeadlineInput): Headline {
  const { listed } = outlineOf(journey);
  const soonest = steps.reduce<Waiting | undefined>((first, step) => (first === undefined || step.at < first.at ? step : first), undefined);
  const next =
    soonest && (wakeAt === null || soonest.at <= wakeAt)
      ? { what: soonest.step, at: isoInstant(soonest.at), why: soonest.because }
      : wakeAt === null
        ? null
        : { what: 'a time limit or a later step', at: isoInstant(wakeAt), why: 'it is looked at again then' };
  return {
    stage:
      (listed.item.findLast((place) => isTaken(place, tokens, rows)) ?? listed.customer.find((place) => isTaken(place, tokens, rows)))
        ?.stage ?? null,
    balance: rows.accounts
      .filter((account) => account.balance !== 0)
      .map((account) => ({ amount: account.balance, currency: account.currency })),
    oldestDueOn: rows.oldestDueOn,
    doing: effects.length === 0 ? [] : effects.flatMap((effect) => effect.steps.map(({ step }) => step)),
    next,
  };
}

type Place = DecisionRows['restStages'][number];
type Waiting = HeadlineInput['steps'][number];

const isTaken = ({ lane, stage }: Place, tokens: TokenRow[], { restStages }: Pick<DecisionRows, 'restStages'>): boolean =>
  stands(tokens, lane, stage) || stands(restStages, lane, stage);

const stands = (places: readonly Pick<TokenRow, 'lane' | 'stage'>[], lane: string, stage: string): boolean =>
  places.some((place) => place.stage === stage && place.lane === lane);
