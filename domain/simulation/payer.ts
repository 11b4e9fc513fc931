/**
 * What one simulated customer does, day by day: he gets invoices, disputes some, pays, and heeds a contact or not. The rule of heeding:
 *
 * - A contact (reminder, formal notice, message about a failed payment) about an invoice is heeded with a chance by its kind, lowered by `fatigue` for each
 *   contact that he had in the thirty days before.
 * - Heeded, it shortens what is left of his delay, counted from the contact or, before due, from the due date: nobody pays before due because of it.
 * - Who would never pay by himself heeds with a chance of its own, and then pays one to three weeks later.
 *
 * The nth contact about an invoice meets the same random number in every journey.
 */
import { DAY, dateAt, dateOfEpochDay, epochDay, type Instant, instantAt, type LocalDate } from '../calendar.js';
import type { PlannedCustomer, PlannedInvoice } from './plan-customer.js';
import type { Response } from './profile.js';
import { draw } from './random.js';

export type ContactKind = 'reminder' | 'notice' | 'failure' | 'call';

/** What he does next, by the place of the invoice. */
export interface Deed {
  at: Instant;
  on: LocalDate;
  does: 'gets invoice' | 'disputes' | 'stops disputing' | 'pays first part' | 'pays';
  invoice: number;
}

export interface Payer {
  /** The earliest deed; undefined: nothing more. Hears of contacts until it is `done`. */
  next(): Deed | undefined;
  done(deed: Deed): void;
  contact(contact: { kind: ContactKind; invoices: readonly number[]; at: Instant }): void;
}

/** His own hours: invoices come after the bank's statement of the day, and both before anybody is contacted or decides to pay. */
const HOURS = { pays: '06:00', 'gets invoice': '08:00', disputes: '11:00', 'stops disputing': '11:30' } as const;
const FATIGUE_DAYS = 30;

interface Open {
  /** Days since the epoch. */
  due: number;
  /** When he pays next; null: never by himself. */
  pays: number | null;
  /** The first part of a payment in two is still to come. */
  inParts: boolean;
  contacts: number;
  /** In the order in which they come. */
  dispute: ('disputes' | 'stops disputing')[];
}

export function createPayer({ customer, response, seed }: { customer: PlannedCustomer; response: Response; seed: string }): Payer {
  const { invoices, timeZone: zone, number } = customer;
  const open = new Map<number, Open>();
  const contacts: Instant[] = [];
  let issued = 0;

  const deed = (day: number | LocalDate, does: Deed['does'], invoice: number): Deed => {
    const on = typeof day === 'string' ? day : dateOfEpochDay(day);
    const time = HOURS[does === 'pays first part' ? 'pays' : does];
    return { at: instantAt({ date: on, time, zone }), on, does, invoice };
  };

  function chance(kind: ContactKind, one: Open, at: Instant): number {
    const lately = contacts.reduce((count, earlier) => count + (at - earlier < FATIGUE_DAYS * DAY ? 1 : 0), 0);
    return ((one.pays === null ? response.never : response[kind]) / 100) * (response.fatigue / 100) ** lately;
  }

  function heed(one: Open, invoice: number, at: Instant): void {
    const today = epochDay(dateAt(at, zone));
    const planned = invoices[invoice] as PlannedInvoice;
    const from = Math.max(today, one.due);
    if (one.pays === null) one.pays = today + 7 + Math.floor(draw({ seed, customer: number, invoice, purpose: 'pays after all' }) * 15);
    else if (one.pays > from) one.pays = Math.max(today + 1, from + Math.ceil(((one.pays - from) * response.shortensTo) / 100));
    if (one.dispute.length > 0 && planned.dispute) one.pays = Math.max(one.pays, epochDay(planned.dispute.until) + 1);
  }

  return {
    next() {
      const coming = invoices[issued];
      let first = coming && deed(coming.issuedOn, 'gets invoice', issued);
      const consider = (candidate: Deed) => {
        if (first === undefined || candidate.at < first.at) first = candidate;
      };
      for (const [invoice, { dispute, pays, inParts }] of open) {
        const disputed = invoices[invoice]?.dispute;
        if (dispute[0] && disputed) consider(deed(dispute[0] === 'disputes' ? disputed.on : disputed.until, dispute[0], invoice));
        if (pays !== null) consider(deed(pays, inParts ? 'pays first part' : 'pays', invoice));
      }
      return first;
    },
    done({ does, invoice, on }) {
      const planned = invoices[invoice] as PlannedInvoice;
      if (does === 'gets invoice') {
        issued += 1;
        open.set(invoice, {
          due: epochDay(planned.dueOn),
          pays: planned.paysOn === null ? null : epochDay(planned.paysOn),
          inParts: planned.parts !== null,
          contacts: 0,
          dispute: planned.dispute ? ['disputes', 'stops disputing'] : [],
        });
        return;
      }
      const one = open.get(invoice);
      if (!one) return;
      if (does === 'pays') open.delete(invoice);
      else if (does === 'pays first part') {
        one.inParts = false;
        one.pays = epochDay(on) + (planned.parts?.restAfter ?? 1);
      } else one.dispute.shift();
    },
    contact({ kind, invoices: about, at }) {
      for (const invoice of about) {
        const one = open.get(invoice);
        if (!one) continue;
        const luck = draw({ seed, customer: number, invoice, purpose: `contact ${one.contacts}` });
        one.contacts += 1;
        if (luck < chance(kind, one, at)) heed(one, invoice, at);
      }
      contacts.push(at);
    },
  };
}
