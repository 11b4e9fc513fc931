import { type Instant, isoInstant, type LocalDate } from './calendar.js';
import type { Effect } from './effects/effect.js';
import type { Journey } from './journey/journey.js';
import { outlineOf } from './journey/outline.js';
import type { DecisionRows, TokenRow } from './rows.js';

/** What an operator reads first of a customer. No personal data. */
export interface Headline {
  /** The last listed among the stages of items and the states of accounts, else the credit lane's stage; null: none. */
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
  /** Those that items walk in place of it. */
  itemJourneys: ReadonlyMap<string, Journey>;
  tokens: TokenRow[];
  rows: DecisionRows;
  effects: Effect[];
  /** The steps waited for. */
  steps: { step: string; at: Instant; because: string }[];
  wakeAt: Instant | null;
}

export function headlineOf({ journey, itemJourneys, tokens, rows, effects, steps, wakeAt }: HeadlineInput): Headline {
  let soonest: Waiting | undefined;
  for (const step of steps) if (soonest === undefined || step.at < soonest.at) soonest = step;
  const next =
    soonest && (wakeAt === null || soonest.at <= wakeAt)
      ? { what: soonest.step, at: isoInstant(soonest.at), why: soonest.because }
      : wakeAt === null
        ? null
        : { what: 'a time limit or a later step', at: isoInstant(wakeAt), why: 'it is looked at again then' };
  return {
    stage: stageOf({ journeys: itemJourneys.size === 0 ? [journey] : [journey, ...itemJourneys.values()], tokens, rows }),
    balance: balanceOf(rows.accounts),
    oldestDueOn: rows.oldestDueOn,
    doing: namesOf(effects),
    next,
  };
}

type Waiting = HeadlineInput['steps'][number];

function stageOf({
  journeys,
  tokens,
  rows,
}: {
  /** The customer's own first. */
  journeys: readonly Journey[];
  tokens: TokenRow[];
  rows: Pick<DecisionRows, 'restStages' | 'restStates'>;
}): string | null {
  for (const journey of journeys) {
    const { chasing } = outlineOf(journey);
    for (let at = chasing.length - 1; at >= 0; at -= 1) {
      const place = chasing[at];
      if (!place || (place.isAccount && journey !== journeys[0])) continue;
      if (place.isAccount) {
        const state = stateOf(place, tokens, rows.restStates);
        if (state !== undefined) return `${place.stage} ${state}`;
      } else if (stands(tokens, place) || stands(rows.restStages, place)) return place.stage;
    }
  }
  const own = journeys[0] ? outlineOf(journeys[0]).own : [];
  for (const place of own) if (stands(tokens, place) || stands(rows.restStages, place)) return place.stage;
  return null;
}

/** Of the first of the customer's accounts that is in a state. */
function stateOf({ lane }: { lane: string }, tokens: TokenRow[], rest: DecisionRows['restStates']): string | undefined {
  for (const token of tokens) if (token.lane === lane && typeof token.data.state === 'string') return token.data.state;
  for (const one of rest) if (one.lane === lane) return one.state;
  return undefined;
}

function stands(places: readonly Pick<TokenRow, 'lane' | 'stage'>[], { lane, stage }: { lane: string; stage: string }): boolean {
  for (const place of places) if (place.stage === stage && place.lane === lane) return true;
  return false;
}

function balanceOf(accounts: DecisionRows['accounts']): Headline['balance'] {
  const balance: Headline['balance'] = [];
  for (const { balance: amount, currency } of accounts) if (amount !== 0) balance.push({ amount, currency });
  return balance;
}

function namesOf(effects: Effect[]): string[] {
  const names: string[] = [];
  for (const effect of effects) for (const { step } of effect.steps) names.push(step);
  return names;
}
