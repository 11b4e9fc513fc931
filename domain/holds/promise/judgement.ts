import type { LocalDate } from '../../calendar.js';
import type { PromiseRow } from '../../rows.js';

/** Minor units that came with a value date on which money still keeps the promise. */
export const paidInTime = ({ paid, untilOn }: Pick<PromiseRow, 'paid' | 'untilOn'>): number =>
  paid.reduce((sum, part) => (untilOn === null || part.on <= untilOn ? sum + part.amount : sum), 0);

/** What has become of the promise by now. `open`: minor units open on its item, where a fact of this decision is about it. */
export function judgementOf({
  promise,
  open,
  isOver,
}: {
  promise: PromiseRow & { untilOn: LocalDate };
  open: number | undefined;
  isOver: boolean;
}): PromiseRow['status'] {
  const { status, amount, paid, untilOn } = promise;
  if (status === 'kept' || status === 'void') return status;
  const inTime = paidInTime(promise);
  if (inTime >= amount) return 'kept';
  const isLate = paid.some((part) => part.on > untilOn);
  if (status === 'open' && open !== undefined && open <= 0 && !isLate) return inTime > 0 ? 'kept' : 'void';
  if (status === 'open' && !isOver) return 'open';
  return inTime > 0 ? 'partly kept' : 'broken';
}
