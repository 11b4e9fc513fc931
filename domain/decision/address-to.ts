import { chooseContact } from '../contacts/choose-contact.js';
import type { Channel, Rank } from '../contacts/purposes.js';
import type { MessageEffect } from '../effects/effect.js';
import type { Work } from './work.js';

/** Has the message go to those whom its step means, and says who gets it where the customer has no such contact. The claim looks again. */
export function addressTo(work: Work, message: MessageEffect, { meant, step }: { meant: readonly Rank[]; step: string }): void {
  message.to = meant;
  const about = message.steps[0]?.subject ?? work.rows.customer.id;
  const channels = new Set((message.by ?? ['email']).map((way): Channel => (way === 'email' ? 'email' : 'letter')));
  for (const channel of channels) {
    const contacts = work.rows.customer.reachable.filter(({ by }) => by.includes(channel));
    for (const rank of meant) {
      const got = chooseContact({ contacts, meant: rank, usual: 'reminders' })?.purpose ?? 'nobody';
      if (got !== rank) work.reasons.push({ about, code: 'contact-instead', params: { step, meant: rank, got: GOT[got] ?? got, channel } });
    }
  }
}

/** Contacts that have no rank are the customer's usual address. */
const GOT: Readonly<Record<string, string>> = { all: 'usual', reminders: 'usual', invoices: 'usual', surveys: 'usual' };
