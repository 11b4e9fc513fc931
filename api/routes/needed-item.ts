import { DulyError } from '../../domain/errors.js';
import type { NamedItem } from '../ports.js';

/** The item that a request cannot do without; throws `unknown_item` at the parameter that named it. */
export function neededItem({ item, name, at }: { item: NamedItem | undefined; name: string; at: string }): NamedItem {
  if (item) return item;
  throw new DulyError({
    code: 'unknown_item',
    at,
    message: `This customer has no invoice ${name}, or several with that number. Send our id of the invoice, or its number.`,
  });
}
