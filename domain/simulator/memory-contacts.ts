/** The contacts of one customer that caps count, in the order of time; as far back as caps look. */
import { DAY, type Instant } from '../calendar.js';
import type { ContactRow } from '../rows.js';
import { CONTACTS_MEMORY_DAYS } from '../steps/caps.js';

const MEMORY = CONTACTS_MEMORY_DAYS * DAY;
/** Kept a day longer: a decision's clock may be behind a claim's. */
const KEPT = MEMORY + DAY;

/** Each contact once, by its id. */
export class MemoryContacts {
  private readonly known: ContactRow[] = [];

  /** Takes the place of what was known of it. */
  put(contact: ContactRow): void {
    this.forget(contact.id);
    this.known.push(contact);
    while ((this.known[0] as ContactRow).at <= contact.at - KEPT) this.known.shift();
  }

  forget(id: string): void {
    const place = this.known.findIndex((contact) => contact.id === id);
    if (place !== -1) this.known.splice(place, 1);
  }

  /** Those that may count at this moment. */
  at(now: Instant): ContactRow[] {
    return this.known.filter(({ at }) => at > now - MEMORY);
  }
}
