/** The contacts of one customer that caps count, in the order of time; as far back as caps look. */
import { DAY, type Instant } from '../calendar.js';
import type { ContactRow } from '../rows.js';
import { CONTACTS_MEMORY_DAYS } from '../steps/caps.js';

const MEMORY = CONTACTS_MEMORY_DAYS * DAY;
/** Kept a day longer: a decision's clock may be behind a claim's. */
const KEPT = MEMORY + DAY;

export function createMemoryContacts() {
  const known: ContactRow[] = [];

  function forget(id: string): void {
    const place = known.findIndex((contact) => contact.id === id);
    if (place !== -1) known.splice(place, 1);
  }

  return {
    /** Takes the place of what was known of it. */
    put(contact: ContactRow): void {
      forget(contact.id);
      known.push(contact);
      while ((known[0] as ContactRow).at <= contact.at - KEPT) known.shift();
    },
    forget,
    /** Those that may count at this moment. */
    at: (now: Instant): ContactRow[] => known.filter(({ at }) => at > now - MEMORY),
  };
}
