import { compileCondition } from '../conditions/compile.js';
import type { Condition } from '../conditions/condition.js';
import { type AboutInvoice, CUSTOMER_WORDS, SEGMENT_WORDS, TOTALS } from '../conditions/customer-words.js';
import { wordOf } from '../conditions/vocabulary.js';
import type { Journey } from '../journey/journey.js';
import { BUILT_IN, type Segment } from './segment.js';

/** A segment as it is asked. */
export interface CompiledSegment {
  name: string;
  joins: Condition<AboutInvoice>;
  leaves: Condition<AboutInvoice> | undefined;
  /** It asks about one invoice: it has no memory. */
  ofInvoice: boolean;
  /** It asks for sums over all open invoices. */
  needsTotals: boolean;
}

export interface CompiledSegments {
  /** Those of the journey, then the built-in ones that it does not name itself. */
  byName: ReadonlyMap<string, CompiledSegment>;
  /** Those that are kept with the customer. */
  ofCustomer: readonly CompiledSegment[];
  /** A condition asks for sums over all open invoices. */
  needsTotals: boolean;
}

/** The segments of a journey, which is checked and not changed afterwards. */
export function compiledSegments(journey: Pick<Journey, 'segments'>): CompiledSegments {
  const known = COMPILED.get(journey);
  if (known) return known;
  const own = journey.segments ?? [];
  const all = [...own, ...BUILT_IN.filter(({ name }) => !own.some((segment) => segment.name === name))].map(compile);
  const ofCustomer = all.filter(({ ofInvoice }) => !ofInvoice);
  const needsTotals = ofCustomer.some((segment) => segment.needsTotals);
  const compiled = { byName: new Map(all.map((segment) => [segment.name, segment])), ofCustomer, needsTotals };
  COMPILED.set(journey, compiled);
  return compiled;
}
/** A journey that nobody holds any more takes its segments with it. */
const COMPILED = new WeakMap<Pick<Journey, 'segments'>, CompiledSegments>();

/** Every word that decides about the segment, each once. */
export const namesOf = ({ joins, leaves }: Pick<CompiledSegment, 'joins' | 'leaves'>): string[] => [
  ...new Set([...joins.names, ...(leaves?.names ?? [])]),
];

function compile({ name, joins, leaves }: Segment): CompiledSegment {
  const segment = { name, joins: condition(joins), leaves: leaves === undefined ? undefined : condition(leaves) };
  const words = namesOf(segment);
  return {
    ...segment,
    ofInvoice: words.some((word) => wordOf(CUSTOMER_WORDS, word) === undefined),
    needsTotals: words.some((word) => TOTALS.includes(word)),
  };
}

function condition(text: string): Condition<AboutInvoice> {
  const compiled = compileCondition({ text, vocabulary: SEGMENT_WORDS });
  // A version that was published with another vocabulary: what is not known any more is unknown, so never true.
  return compiled.condition ?? { text, names: [], evaluate: () => 'unknown' };
}
