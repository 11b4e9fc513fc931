/** The kinds of holds that a journey has a line for, by their keys in the file. A new kind is one folder here and one line. */
import type { Journey } from '../journey/journey.js';
import { dispute } from './dispute/index.js';
import { reasons } from './dispute/reasons.js';
import { type HoldKind, holdKind } from './hold-kind.js';
import { insolvency } from './insolvency/index.js';
import { plan } from './plan/index.js';
import { promise } from './promise/index.js';
import { shortPayment } from './short-payment/index.js';
import { waiting } from './waiting/index.js';

export const HOLD_KINDS: Readonly<Record<string, HoldKind<unknown>>> = {
  dispute: holdKind(dispute),
  reasons: holdKind(reasons),
  'short payment': holdKind(shortPayment),
  promise: holdKind(promise),
  plan: holdKind(plan),
  insolvency: holdKind(insolvency),
  'said to be paid': holdKind(
    waiting({ key: 'said to be paid', usual: { for: { businessDays: 5 }, ask: 'cash-desk', else: 'head-of-ar' } }),
  ),
  'reply waiting': holdKind(waiting({ key: 'reply waiting', usual: { for: { businessDays: 3 }, ask: 'ar-desk', else: 'head-of-ar' } })),
  'cheque in the post': holdKind(
    waiting({ key: 'cheque in the post', usual: { for: { businessDays: 7 }, ask: 'ar-desk', else: 'head-of-ar' } }),
  ),
};

/** Names of the steps that holds take by themselves. */
export const HOLD_STEPS: readonly string[] = Object.values(HOLD_KINDS).flatMap(({ ownSteps }) => [...(ownSteps ?? [])]);

export interface HoldInForce {
  name: string;
  kind: HoldKind<unknown>;
  config: unknown;
}

/** What the journey says of each kind of hold, or what is usual. */
export const holdsOf = (journey: Journey): readonly HoldInForce[] => inForceIn(journey).all;

/** Those of them that decisions ask. */
export const decidingHoldsOf = (journey: Journey): readonly HoldInForce[] => inForceIn(journey).deciding;

/** Those of them that take steps by themselves. */
export const speakingHoldsOf = (journey: Journey): readonly HoldInForce[] => inForceIn(journey).speaking;

interface InForce {
  all: readonly HoldInForce[];
  deciding: readonly HoldInForce[];
  speaking: readonly HoldInForce[];
}

/** Found once for a journey, which is not changed afterwards. */
function inForceIn(journey: Journey): InForce {
  const known = IN_FORCE.get(journey);
  if (known) return known;
  const all = Object.entries(HOLD_KINDS).flatMap(([name, kind]) => {
    const config = journey.holds?.[name] ?? kind.usual;
    return config === undefined ? [] : [{ name, kind, config }];
  });
  const inForce = { all, deciding: all.filter(({ kind }) => kind.decide), speaking: all.filter(({ kind }) => kind.steps) };
  IN_FORCE.set(journey, inForce);
  return inForce;
}
const IN_FORCE = new WeakMap<Journey, InForce>();

/** What the journey says of one kind, or what is usual. */
export const holdConfig = ({ journey, name }: { journey: Journey; name: string }): unknown =>
  holdsOf(journey).find((one) => one.name === name)?.config;
