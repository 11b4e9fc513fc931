import type { LaneKind } from '../../stages/stage-type.js';
import type { Journey } from '../journey.js';
import { stageRules } from './stage-rules.js';

/**
 * The way of one invoice from the journey that it walks to another one. Only the lanes for invoices count. `problems` are sentences on what cannot be;
 * `used` says which of the named stages are gone there.
 */
export const wayForItem = ({ from, to, named }: { from: Journey; to: Journey; named: ReadonlyMap<string, string> }) =>
  wayBetween({ from: forItems(from), to: forItems(to), named });

const forItems = (journey: Journey): Journey => ({ ...journey, lanes: journey.lanes.filter((lane) => lane.for === 'item') });

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
