import { addDays, type LocalDate, nextDayOfMonth } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import type { CustomerRow } from '../../domain/rows.js';

interface Given {
  amount?: number | undefined;
  lines?: { amount: number }[] | undefined;
  due_on?: LocalDate | undefined;
  terms?: { net_days: number } | undefined;
}

/** Minor units of the whole invoice. Throws `invalid_request` without any, and `invalid_amount` where amount and lines differ. */
export function totalOf({ amount: total, lines }: Given): number {
  const sum = lines?.reduce((soFar, line) => soFar + line.amount, 0);
  if (total === undefined && sum === undefined)
    throw new DulyError({
      code: 'invalid_request',
      at: 'amount',
      message: 'amount is missing. Send it, or the lines that it is the sum of.',
    });
  if (sum !== undefined && (sum <= 0 || !Number.isSafeInteger(sum) || (total !== undefined && total !== sum)))
    throw new DulyError({
      code: 'invalid_amount',
      at: total === undefined ? 'lines' : 'amount',
      message: `The lines come to ${sum} minor units. An invoice is about a positive amount, and amount is the sum of its lines.`,
    });
  return total ?? sum ?? 0;
}

/** As it was sent, or as the customer's terms have it. Throws `invalid_request` for a due date and terms at once. */
export function dueOf({
  given,
  issuedOn,
  customer: { dueDay, netDays },
  known,
}: {
  given: Given;
  issuedOn: LocalDate;
  customer: CustomerRow;
  known: LocalDate | undefined;
}): LocalDate {
  if (given.due_on !== undefined && given.terms !== undefined)
    throw new DulyError({
      code: 'invalid_request',
      at: 'terms',
      message: 'due_on and terms both say when it is due. Send one of them.',
    });
  if (given.due_on !== undefined) return given.due_on;
  if (given.terms !== undefined) return addDays(issuedOn, given.terms.net_days);
  if (known !== undefined) return known;
  return dueDay === null ? addDays(issuedOn, netDays) : nextDayOfMonth(addDays(issuedOn, 1), dueDay);
}
