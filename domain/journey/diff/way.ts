import type { LaneKind } from '../../stages/stage-type.js';
import type { Journey } from '../journey.js';
import { stageRules } from './stage-rules.js';

/** The way from one journey to another. Of the named stages those count that are gone there; `used` says which. */
export function wayBetween({
  from,
  to,
  named,
  mustGoOn,
}: {
  from: Journey;
  to: Journey;
  named: ReadonlyMap<string, string>;
  /** Lanes for these must have a counterpart; left out, all. */
  mustGoOn?: readonly LaneKind[];
}) {
  const gone = new Set(stageRules({ from, to, named: new Map() }).rules.map((rule) => rule.from));
  const own = new Map([...named].filter(([old]) => gone.has(old)));
  return { ...stageRules({ from, to, named: own, mustGoOn }), used: [...own.keys()] };
}
