import { DulyError } from '../../domain/errors.js';
import type { Lookup, NamedItem } from '../ports.js';

/** The item that a path names by our id; throws `unknown_item`. */
export async function itemOfPath({ lookup, id }: { lookup: Lookup; id: string }): Promise<{ id: string; customerId: string }> {
  const item = await lookup.item(id);
  if (item) return item;
  throw new DulyError({ code: 'unknown_item', message: `There is no invoice ${id}. Send our id of it.` });
}

/** The item that a request cannot do without; throws `unknown_item` at the parameter that named it. */
export function neededItem({ item, name, at }: { item: NamedItem | undefined; name: string; at: string }): NamedItem {
  if (item) return item;
  throw new DulyError({
    code: 'unknown_item',
    at,
    message: `This customer has no invoice ${name}, or several with that number. Send our id of the invoice, or its number.`,
  });
}
