/**
 * How far a zone's wall clock is ahead of UTC, remembered by zone and day: what the zone data say never changes while a process lives.
 * 1. What is remembered is a pure function of zone and day; to forget it changes no answer, only its cost.
 * 2. It is bounded: when it has grown to `CHUNKS` it is forgotten and begun anew.
 */
import { Temporal } from 'temporal-polyfill/implementation';

const DAY = 86_400_000;
/** Days are remembered from 1970 to the end of 2199. */
export const LAST_DAY = 84_005;

const DAYS_IN_CHUNK = 512;
/** 2 KiB each. */
const CHUNKS = 4_096;
const UNKNOWN = 0x7fff_ffff;

/** For each zone the offsets at the beginnings of UTC days. */
const zones = new Map<string, (Int32Array | undefined)[]>();
let chunks = 0;
let recent: { zone: string; chunks: (Int32Array | undefined)[] } = { zone: '', chunks: [] };

/**
 * Milliseconds that `zone` is ahead of UTC throughout the UTC day (days since 1970-01-01), the day before and the day after. Undefined where its clock
 * changes in these three days, and for days that are not remembered. Throws a RangeError for a zone that the zone data do not know.
 */
export function steadyOffset(zone: string, day: number): number | undefined {
  if (!(day >= 1 && day < LAST_DAY - 1)) return undefined;
  const offset = offsetAt(zone, day);
  return offsetAt(zone, day - 1) === offset && offsetAt(zone, day + 1) === offset && offsetAt(zone, day + 2) === offset
    ? offset
    : undefined;
}

/** The same for the UTC day alone. */
export function offsetThroughout(zone: string, day: number): number | undefined {
  if (!(day >= 0 && day < LAST_DAY)) return undefined;
  const offset = offsetAt(zone, day);
  return offsetAt(zone, day + 1) === offset ? offset : undefined;
}

/** At the beginning of a UTC day that is remembered. No zone changes its clock twice within a day. */
export function offsetAt(zone: string, day: number): number {
  if (recent.zone !== zone) recent = { zone, chunks: zones.get(zone) ?? [] };
  const known = recent.chunks[day >> 9]?.[day & (DAYS_IN_CHUNK - 1)] ?? UNKNOWN;
  return known === UNKNOWN ? learn(zone, day) : known;
}

function learn(zone: string, day: number): number {
  const offset = Temporal.Instant.fromEpochMilliseconds(day * DAY).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
  if (chunks >= CHUNKS) {
    zones.clear();
    chunks = 0;
  }
  let own = zones.get(zone);
  if (!own) {
    own = [];
    zones.set(zone, own);
  }
  recent = { zone, chunks: own };
  let chunk = own[day >> 9];
  if (!chunk) {
    chunk = new Int32Array(DAYS_IN_CHUNK).fill(UNKNOWN);
    own[day >> 9] = chunk;
    chunks += 1;
  }
  chunk[day & (DAYS_IN_CHUNK - 1)] = offset;
  return offset;
}
