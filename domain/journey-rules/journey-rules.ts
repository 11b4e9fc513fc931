/** The rules in force: which journey each customer has. As data for the decisions; whoever loads them makes them ready once for a version. */
import { compileCondition } from '../conditions/compile.js';
import type { Condition } from '../conditions/condition.js';
import { type AboutCustomer, CUSTOMER_WORDS, TOTALS } from '../conditions/customer-words.js';
import type { Journey } from '../journey/journey.js';
import type { WrittenRules } from './read-rules.js';

/** A rule with the version that its journey's new customers get. */
export interface JourneyRule {
  journey: Journey;
  journeyId: string;
  /** As it was written; `else` for the last. */
  when: string;
  /** Null: whoever comes here, or is in the segment. */
  condition: Condition<AboutCustomer> | null;
  /** Of the journey that he has; only where that journey itself says it. */
  segment?: string;
}

export interface JourneyRules {
  /** Counts published rules, from 1; 0: a journey itself says what becomes of its customers. */
  version: number;
  /** In their order; of published ones the last is for everybody else. */
  rules: JourneyRule[];
  /** Where those go on whose stage is gone, by the names of stages. */
  stages: ReadonlyMap<string, string>;
  /** A condition asks for sums over all open invoices. */
  needsTotals: boolean;
}

/** Rules that were checked when they were published. A condition that today's check refuses is true of nobody. */
export function rulesInForce({
  version,
  written,
  journeyOf,
}: {
  version: number;
  written: WrittenRules;
  /** By its name: the version that was newest when the rules were published. */
  journeyOf(name: string): Pick<JourneyRule, 'journey' | 'journeyId'>;
}): JourneyRules {
  const rules = written.rules.map(({ journey, when }): JourneyRule => {
    const condition = compileCondition({ text: when, vocabulary: CUSTOMER_WORDS }).condition ?? NEVER;
    return { ...journeyOf(journey), when, condition };
  });
  const otherwise: JourneyRule = { ...journeyOf(written.otherwise), when: 'else', condition: null };
  const needsTotals = rules.some(({ condition }) => condition?.names.some((name) => TOTALS.includes(name)));
  return { version, rules: [...rules, otherwise], stages: new Map(Object.entries(written.stages)), needsTotals };
}

const NEVER: Condition<AboutCustomer> = { text: '', names: [], evaluate: () => false };

/** The first rule that is true of the customer; undefined, which published rules never are: none is, and he stays. */
export const ruleFor = ({
  rules,
  about,
  isIn = () => false,
}: {
  rules: JourneyRules;
  about: AboutCustomer;
  isIn?(segment: string): boolean;
}): JourneyRule | undefined =>
  rules.rules.find(({ condition, segment }) =>
    segment === undefined ? condition === null || condition.evaluate(about) === true : isIn(segment),
  );
