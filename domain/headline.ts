import { type Instant, isoInstant, type LocalDate } from './calendar.js';
import type { Effect } from './effects/effect.js';
import type { Journey } from './journey/journey.js';
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
  const standing = [...rows.restStages, ...tokens.flatMap(({ lane, stage }) => (stage === null ? [] : [{ lane, stage }]))];
  const lastOf = (kind: 'item' | 'customer'): string | null => {
    const listed = journey.lanes
      .filter((lane) => lane.for === kind)
      .flatMap((lane) => lane.stages.map((stage) => ({ lane: lane.name, stage: stage.name })));
    const found = listed.filter((entry) => standing.some((place) => place.lane === entry.lane && place.stage === entry.stage));
    return (kind === 'item' ? found.at(-1) : found[0])?.stage ?? null;
  };
  const soonest = [...steps].sort((a, b) => a.at - b.at)[0];
  const next =
    soonest && (wakeAt === null || soonest.at <= wakeAt)
      ? { what: soonest.step, at: isoInstant(soonest.at), why: soonest.because }
      : wakeAt === null
        ? null
        : { what: 'a time limit or a later step', at: isoInstant(wakeAt), why: 'it is looked at again then' };
  return {
    stage: lastOf('item') ?? lastOf('customer'),
    balance: rows.accounts
      .filter((account) => account.balance !== 0)
      .map((account) => ({ amount: account.balance, currency: account.currency })),
    oldestDueOn: rows.oldestDueOn,
    doing: effects.flatMap((effect) => effect.steps.map(({ step }) => step)),
    next,
  };
}
