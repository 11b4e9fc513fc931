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
    stage: stageOf({ journey, itemJourneys, standing: standingOf([...asked, ...stay], rows) }),
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

/** Where items and the customer stand, and the states of his accounts: those of the tokens first, then of all others. */
interface Standing {
  stages: Pick<TokenRow, 'lane' | 'stage'>[];
  states: Pick<DecisionRows['restStates'][number], 'lane' | 'state'>[];
}

const standingOf = (tokens: TokenRow[], { restStages, restStates }: DecisionRows): Standing => ({
  stages: [...tokens, ...restStages],
  states: [...tokens.flatMap(({ lane, data: { state } }) => (typeof state === 'string' ? [{ lane, state }] : [])), ...restStates],
});

function stageOf({
  journey,
  itemJourneys,
  standing,
}: Pick<HeadlineInput, 'journey' | 'itemJourneys'> & { standing: Standing }): string | null {
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
function lastOf(places: Outline['chasing'], standing: Standing): string | undefined {
  for (const place of [...places].reverse()) {
    const account = place.isAccount ? standing.states.find(({ lane }) => lane === place.lane) : undefined;
    if (account) return `${place.stage} ${account.state}`;
    if (!place.isAccount && isStoodIn(place, standing)) return place.stage;
  }
  return undefined;
}

const isStoodIn = (place: Pick<TokenRow, 'lane' | 'stage'>, { stages }: Standing): boolean =>
  stages.some(({ lane, stage }) => stage === place.stage && lane === place.lane);
