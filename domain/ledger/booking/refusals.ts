import { DulyError, type ErrorCode } from '../../errors.js';
import { findInstalment, instalmentItem } from '../../plans/instalments.js';
import type { ItemRow } from '../../rows.js';
import type { BookingRows } from '../book.js';

/** The record that the report names; throws `code` where the customer has none such. `noun` is the word for it in the message. */
export function need<Row extends { id: string }>({
  rows,
  id,
  code,
  noun,
}: {
  rows: Row[];
  id: string;
  code: ErrorCode;
  noun: string;
}): Row {
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) throw new DulyError({ code, message: `There is no ${noun} ${id} of this customer.` });
  return row;
}

/** The invoice that the report names; throws `unknown_item`. */
export const needItem = ({ rows, id }: { rows: BookingRows; id: string }): ItemRow =>
  need({ rows: rows.items, id, code: 'unknown_item', noun: 'invoice' });

/** The invoice, or the instalment of a plan, that the report names; throws `unknown_item`. */
export function needAsked({ rows, id }: { rows: BookingRows; id: string }): ItemRow {
  const found = findInstalment({ plans: rows.plans, id });
  if (!found) return needItem({ rows, id });
  const rest = rows.items.reduce((sum, item) => (found.plan.itemIds.includes(item.id) ? sum + item.open : sum), 0);
  return instalmentItem({ ...found, rest }) as ItemRow;
}

/** The amount itself, in minor units; throws `invalid_amount` unless it is a positive safe integer. */
export function positive(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new DulyError({ code: 'invalid_amount', message: `An amount is a positive whole number of minor units; ${amount} is not.` });
  return amount;
}
