/** What a customer's contacts are for, and what is known of them without saying who they are. */

/** From the lowest to the highest: whoever has no contact of a rank is written to one rank lower. */
export const RANKS = ['accounts-payable', 'finance-manager', 'finance-director', 'managing-director'] as const;
export type Rank = (typeof RANKS)[number];

/** `all` stands for those that there is none of its own for. */
export const PURPOSES = ['all', 'invoices', 'reminders', 'surveys', ...RANKS] as const;
export type Purpose = (typeof PURPOSES)[number];
/** What messages are about. */
export type Usual = 'invoices' | 'reminders' | 'surveys';

/** A contact by its purpose, and by what it can be reached. Whose address it is stands in an erasable row. */
export interface Reach {
  purpose: Purpose;
  by: Channel[];
}
export type Channel = 'email' | 'letter';

/** What is known of contacts, in their order. */
export const reachOf = (contacts: readonly { purpose: Purpose; email: string | null; postal?: readonly string[] }[]): Reach[] =>
  contacts.map(({ purpose, email, postal = [] }) => ({
    purpose,
    by: [...(email === null ? [] : (['email'] as const)), ...(postal.length > 0 ? (['letter'] as const) : [])],
  }));
