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
/** 4 KiB each. */
const CHUNKS = 2_048;
const UNKNOWN = 0x7fff_ffff;
const CHANGES = 0x7fff_fffe;

/** Of so many UTC days the offsets at their beginnings, and those that hold the day before, throughout and the day after. */
interface Chunk {
  offsets: Int32Array;
  steady: Int32Array;
}

const zones = new Map<string, (Chunk | undefined)[]>();
let chunks = 0;
let recent: { zone: string; chunks: (Chunk | undefined)[] } = { zone: '', chunks: [] };

/**
 * Milliseconds that `zone` is ahead of UTC throughout the UTC day (days since 1970-01-01), the day before and the day after. Undefined where its clock
 * changes in these three days, and for days that are not remembered. Throws a RangeError for a zone that the zone data do not know.
 */
export function steadyOffset(zone: string, day: number): number | undefined {
  if (recent.zone !== zone) recent = { zone, chunks: zones.get(zone) ?? [] };
  const known = recent.chunks[day >> 9]?.steady[day & (DAYS_IN_CHUNK - 1)] ?? UNKNOWN;
  const steady = known === UNKNOWN ? learnSteady(zone, day) : known;
  return steady === CHANGES ? undefined : steady;
}

function learnSteady(zone: string, day: number): number {
  if (!(day >= 1 && day < LAST_DAY - 1)) return CHANGES;
  const offset = offsetAt(zone, day);
  const holds = offsetAt(zone, day - 1) === offset && offsetAt(zone, day + 1) === offset && offsetAt(zone, day + 2) === offset;
  const steady = holds ? offset : CHANGES;
  // Learnt last, so that what the neighbours made forgotten is there again.
  chunkOf(zone, day).steady[day & (DAYS_IN_CHUNK - 1)] = steady;
  return steady;
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
  const known = recent.chunks[day >> 9]?.offsets[day & (DAYS_IN_CHUNK - 1)] ?? UNKNOWN;
  return known === UNKNOWN ? learn(zone, day) : known;
}

function learn(zone: string, day: number): number {
  const offset = Temporal.Instant.fromEpochMilliseconds(day * DAY).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
  chunkOf(zone, day).offsets[day & (DAYS_IN_CHUNK - 1)] = offset;
  return offset;
}

/** That of the day, begun where there is none. */
function chunkOf(zone: string, day: number): Chunk {
  const there = zones.get(zone)?.[day >> 9];
  if (there) return there;
  if (chunks >= CHUNKS) {
    zones.clear();
    chunks = 0;
  }
  const own = zones.get(zone) ?? [];
  zones.set(zone, own);
  recent = { zone, chunks: own };
  const chunk = { offsets: new Int32Array(DAYS_IN_CHUNK).fill(UNKNOWN), steady: new Int32Array(DAYS_IN_CHUNK).fill(UNKNOWN) };
  own[day >> 9] = chunk;
  chunks += 1;
  return chunk;
}
