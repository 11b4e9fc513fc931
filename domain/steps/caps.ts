/**
 * Caps: how many contacts a customer gets at most in one of his calendar days, and in seven days on end (today and the six before it).
 * 1. Reminders, calls and surveys count, in whatever lane, a joint message once. Invoices, receipts, announcements, words about a failure and formal
 *    notices do not; a formal notice keeps to the caps all the same.
 * 2. What was claimed counts on the day of its claim, a call on the day on which somebody was asked to make it; what is under way counts today.
 */
import { dateAt, dateOfEpochDay, epochDay, type Instant, type LocalDate } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import type { ContactRow, EffectRow, TaskRow } from '../rows.js';

/** At least one of both. */
export interface Cap {
  day?: number;
  week?: number;
}

const DAYS_OF_A_WEEK = 7;
/** So many days of contacts are enough to judge caps by, whatever the zone. */
export const CONTACTS_MEMORY_DAYS = DAYS_OF_A_WEEK + 1;

/** Whether it is one of the contacts that caps count. */
export const isCounted = (effect: Effect): boolean =>
  effect.kind === 'survey' || (effect.kind === 'message' && effect.purpose === 'reminder' && !effect.alone);

/** Whether the task is such a contact: a call, on the day on which somebody was asked to make it. */
export const isCall = ({ kind }: Pick<TaskRow, 'kind'>): boolean => kind === 'call';

/** Whether the contact is a call. */
export const isOfTask = ({ id }: ContactRow): boolean => id.startsWith('task/');

/** How full a cap is. */
export type Full = { span: 'day' | 'week'; count: number } | null;

export interface Room {
  /** Which cap has no room for one contact more today; null: there is room. */
  full(): Full;
  /** The next day after today with room, if nothing comes between. */
  nextDay(): LocalDate;
  /** One contact more, today. */
  add(): void;
}

/** `contacts` are those of the last days, each once; `underWay` the effects that are not claimed yet. */
export function createRoom({
  cap,
  contacts,
  underWay,
  now,
  zone,
}: {
  cap: Cap;
  contacts: readonly ContactRow[];
  underWay: readonly EffectRow[];
  now: Instant;
  zone: string;
}): Room {
  const today = epochDay(dateAt(now, zone));
  let known: number[] | undefined;
  // Methods: they are not named anew for each decision, as functions within a function are.
  const room = {
    /** The days of all contacts, today is 0: found when they are first asked for. */
    days(): number[] {
      if (known) return known;
      known = [];
      for (const { at } of contacts) known.push(epochDay(dateAt(at, zone)) - today);
      for (const { effect, status } of underWay) if (status === 'planned' && isCounted(effect)) known.push(0);
      return known;
    },
    fullOn(day: number): Full {
      const days = room.days();
      if (cap.day !== undefined && count({ days, from: day, to: day }) >= cap.day) return { span: 'day', count: cap.day };
      if (cap.week !== undefined && count({ days, from: day - DAYS_OF_A_WEEK + 1, to: day }) >= cap.week)
        return { span: 'week', count: cap.week };
      return null;
    },
    full(): Full {
      return room.fullOn(0);
    },
    nextDay(): LocalDate {
      let day = 1;
      while (room.fullOn(day)) day += 1;
      return dateOfEpochDay(today + day);
    },
    add(): void {
      room.days().push(0);
    },
  };
  return room;
}

/** Which cap has no room for this effect on the day of its claim, judged by what else was claimed. */
export const fullForClaim = ({ effect, contacts, now }: { effect: Effect; contacts: readonly ContactRow[]; now: Instant }): Full =>
  effect.cap === undefined
    ? null
    : createRoom({
        cap: effect.cap,
        contacts: contacts.filter(({ id }) => id !== effect.id),
        underWay: [],
        now,
        zone: effect.cap.zone,
      }).full();

function count({ days, from, to }: { days: readonly number[]; from: number; to: number }): number {
  let sum = 0;
  for (const day of days) if (day >= from && day <= to) sum += 1;
  return sum;
}
