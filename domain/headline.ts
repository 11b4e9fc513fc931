import { type Instant, isoInstant, type LocalDate } from './calendar.js';
import type { Effect } from './effects/effect.js';
import type { Journey } from './journey/journey.js';
import { type Outline, outlineOf } from './journey/outline.js';
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
    stage: stageOf({ listed, tokens, rest: rows.restStages }),
    balance: rows.accounts
      .filter((account) => account.balance !== 0)
      .map((account) => ({ amount: account.balance, currency: account.currency })),
    oldestDueOn: rows.oldestDueOn,
    doing: namesOf(effects),
    next,
  };
}

type Waiting = HeadlineInput['steps'][number];

function stageOf({
  listed,
  tokens,
  rest,
}: Pick<Outline, 'listed'> & Pick<HeadlineInput, 'tokens'> & { rest: DecisionRows['restStages'] }): string | null {
  for (let at = listed.item.length - 1; at >= 0; at -= 1) {
    const place = listed.item[at];
    if (place && (stands(tokens, place) || stands(rest, place))) return place.stage;
  }
  for (const place of listed.customer) if (stands(tokens, place) || stands(rest, place)) return place.stage;
  return null;
}

function stands(places: readonly Pick<TokenRow, 'lane' | 'stage'>[], { lane, stage }: { lane: string; stage: string }): boolean {
  for (const place of places) if (place.stage === stage && place.lane === lane) return true;
  return false;
}

function namesOf(effects: Effect[]): string[] {
  const names: string[] = [];
  for (const effect of effects) for (const { step } of effect.steps) names.push(step);
  return names;
}
