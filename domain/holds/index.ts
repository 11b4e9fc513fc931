/** The kinds of holds that a journey has a line for, by their keys in the file. A new kind is one folder here and one line. */
import type { Journey } from '../journey/journey.js';
import { type HoldKind, holdKind } from './hold-kind.js';
import { promise } from './promise/index.js';

export const HOLD_KINDS: Readonly<Record<string, HoldKind<unknown>>> = {
  promise: holdKind(promise),
};

/** Names of the steps that holds take by themselves. */
export const HOLD_STEPS: readonly string[] = Object.values(HOLD_KINDS).flatMap(({ ownSteps }) => [...(ownSteps ?? [])]);

export interface HoldInForce {
  name: string;
  kind: HoldKind<unknown>;
  config: unknown;
}

/** What the journey says of each kind of hold, or what is usual; found once for a journey, which is not changed afterwards. */
export function holdsOf(journey: Journey): readonly HoldInForce[] {
  const known = IN_FORCE.get(journey);
  if (known) return known;
  const inForce = Object.entries(HOLD_KINDS).flatMap(([name, kind]) => {
    const config = journey.holds?.[name] ?? kind.usual;
    return config === undefined ? [] : [{ name, kind, config }];
  });
  IN_FORCE.set(journey, inForce);
  return inForce;
}
const IN_FORCE = new WeakMap<Journey, readonly HoldInForce[]>();

/** What the journey says of one kind, or what is usual. */
export const holdConfig = ({ journey, name }: { journey: Journey; name: string }): unknown =>
  holdsOf(journey).find((one) => one.name === name)?.config;
