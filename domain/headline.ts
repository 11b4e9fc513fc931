import type { Decision } from './advance.js';
import { isoInstant, type LocalDate } from './calendar.js';
import type { Journey } from './journey/journey.js';
import { type Outline, outlineOf } from './journey/outline.js';
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
  itemJourneys?: ReadonlyMap<string, Journey> | undefined;
  /** What the decision rested on. */
  rows: DecisionRows;
  decision: Decision;
}

export function headlineOf({ journey, itemJourneys, rows, decision: { tokens: asked, effects, next, wakeAt } }: HeadlineInput): Headline {
  const places = new Set(asked.map(placeOf));
  const stay = rows.tokens.filter((token) => !places.has(placeOf(token)));
  return {
    stage: stageOf({ journey, itemJourneys, tokens: [...asked, ...stay], rows }),
    balance: rows.accounts.flatMap(({ balance: amount, currency }) => (amount === 0 ? [] : [{ amount, currency }])),
    oldestDueOn: rows.oldestDueOn,
    doing: effects.flatMap(({ steps }) => steps.map(({ step }) => step)),
    next:
      next && (wakeAt === null || next.at <= wakeAt)
        ? { what: next.step, at: isoInstant(next.at), why: next.because }
        : wakeAt === null
          ? null
          : { what: 'a time limit or a later step', at: isoInstant(wakeAt), why: 'it is looked at again then' },
  };
}

const placeOf = ({ lane, subject }: TokenRow): string => `${lane} ${subject}`;

type Standing = Pick<HeadlineInput, 'journey' | 'itemJourneys'> & {
  tokens: TokenRow[];
  rows: Pick<DecisionRows, 'restStages' | 'restStates'>;
};

function stageOf({ journey, itemJourneys, ...standing }: Standing): string | null {
  const chased = lastOf(outlineOf(journey).chasing, standing);
  if (chased !== undefined) return chased;
  // Accounts walk the customer's own.
  for (const other of itemJourneys?.values() ?? []) {
    const stage = lastOf(
      outlineOf(other).chasing.filter(({ isAccount }) => !isAccount),
      standing,
    );
    if (stage !== undefined) return stage;
  }
  const own = outlineOf(journey).own.find((place) => isStoodIn(place, standing));
  return own?.stage ?? null;
}

/** The last of the stages in which an item stands, or an account is in a state. */
function lastOf(places: Outline['chasing'], { tokens, rows }: Pick<Standing, 'tokens' | 'rows'>): string | undefined {
  for (const place of [...places].reverse()) {
    const state = place.isAccount ? stateOf(place, tokens, rows.restStates) : undefined;
    if (state !== undefined) return `${place.stage} ${state}`;
    if (!place.isAccount && isStoodIn(place, { tokens, rows })) return place.stage;
  }
  return undefined;
}

/** Of the first of the customer's accounts that is in a state. */
function stateOf({ lane }: { lane: string }, tokens: TokenRow[], rest: DecisionRows['restStates']): string | undefined {
  for (const token of tokens) if (token.lane === lane && typeof token.data.state === 'string') return token.data.state;
  for (const one of rest) if (one.lane === lane) return one.state;
  return undefined;
}

const isStoodIn = (place: Pick<TokenRow, 'lane' | 'stage'>, { tokens, rows }: Pick<Standing, 'tokens' | 'rows'>): boolean =>
  [...tokens, ...rows.restStages].some(({ lane, stage }) => stage === place.stage && lane === place.lane);
