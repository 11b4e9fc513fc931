/**
 * Caps: how many contacts a customer gets at most in one of his calendar days, and in seven days on end (today and the six before it).
 * 1. Reminders, calls and surveys count, in whatever lane, a joint message once. Invoices, receipts, announcements, words about a failure and formal
 *    notices do not; a formal notice keeps to the caps all the same.
 * 2. What was claimed counts on the day of its claim, a call on the day on which somebody was asked to make it; what is under way counts today.
 */
import { dateAt, dateOfEpochDay, epochDay, type Instant, type LocalDate } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import type { Contact } from '../journey/journey.js';
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

/** Whether the journey counts contacts at all. */
export const hasCaps = ({ atMost, calls, letters }: Pick<Contact, 'atMost' | 'calls' | 'letters'>): boolean =>
  (atMost ?? calls?.atMost ?? letters?.atMost) !== undefined;

/** Whether the contact is a call. */
export const isOfTask = ({ id }: ContactRow): boolean => id.startsWith('task/');

/** How full a cap is. */
export type Full = { span: 'day' | 'week'; count: number } | null;

interface RoomInput {
  cap: Cap;
  /** Those of the last days, each once. */
  contacts: readonly ContactRow[];
  /** Effects that are not claimed yet. */
  underWay: readonly EffectRow[];
  now: Instant;
  zone: string;
}

export const createRoom = (input: RoomInput): Room => new Room(input);

export type { Room };

/** Made in most decisions: its questions are methods, so that making it costs little. */
class Room {
  private readonly asked: RoomInput;
  private readonly today: number;
  private known: number[] | undefined;

  constructor(asked: RoomInput) {
    this.asked = asked;
    this.today = epochDay(dateAt(asked.now, asked.zone));
  }

  /** Which cap has no room for one contact more today; null: there is room. */
  full(): Full {
    return this.fullOn(0);
  }

  /** The next day after today with room, if nothing comes between. */
  nextDay(): LocalDate {
    let day = 1;
    while (this.fullOn(day)) day += 1;
    return dateOfEpochDay(this.today + day);
  }

  /** One contact more, today. */
  add(): void {
    this.days().push(0);
  }

  private fullOn(day: number): Full {
    const { cap } = this.asked;
    const days = this.days();
    if (cap.day !== undefined && count({ days, from: day, to: day }) >= cap.day) return { span: 'day', count: cap.day };
    if (cap.week !== undefined && count({ days, from: day - DAYS_OF_A_WEEK + 1, to: day }) >= cap.week)
      return { span: 'week', count: cap.week };
    return null;
  }

  /** The days of all contacts, today is 0: found when they are first asked for. */
  private days(): number[] {
    if (this.known) return this.known;
    const { contacts, underWay, zone } = this.asked;
    const days: number[] = [];
    for (const { at } of contacts) days.push(epochDay(dateAt(at, zone)) - this.today);
    for (const { effect, status } of underWay) if (status === 'planned' && isCounted(effect)) days.push(0);
    this.known = days;
    return days;
  }
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
