import { type Purpose, RANKS, type Rank, type Usual } from './purposes.js';

interface ChooseInput<Contact> {
  /** Those that can be reached by the way that the message goes, in their order. */
  contacts: readonly Contact[];
  /** Whom the journey means; without it, the customer's usual contact. */
  meant?: Rank | undefined;
  usual: Usual;
}

/**
 * Who is written to: the contact of the rank that is meant, else of the next lower one that there is, else the customer's usual contact: that of the
 * message's own purpose, the one for all, the lowest rank, whoever is left.
 */
export function chooseContact<Contact extends { purpose: Purpose }>({ contacts, meant, usual }: ChooseInput<Contact>): Contact | undefined {
  const ranks = meant === undefined ? [] : RANKS.slice(0, RANKS.indexOf(meant) + 1).reverse();
  for (const purpose of [...ranks, usual, 'all', ...RANKS]) {
    const found = contacts.find((contact) => contact.purpose === purpose);
    if (found) return found;
  }
  return contacts[0];
}
