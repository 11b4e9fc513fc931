/** The orders in which both forms of the books give records to the rules. */
import type { TokenRow } from './rows.js';

/** Orders as they were placed, everything else by id. Sorts the array itself. */
export const inOrder = <Row extends { id: string; placedOn?: string }>(rows: Row[]): Row[] => sorted(rows, byId);

const byId = (a: { id: string; placedOn?: string }, b: { id: string; placedOn?: string }): number =>
  compare(a.placedOn ?? '', b.placedOn ?? '') || compare(a.id, b.id);

/** Sorts the array itself, as `sort` does: a few rows, of which most decisions are about, several times as fast. */
export function sorted<Row>(rows: Row[], order: (a: Row, b: Row) => number): Row[] {
  if (rows.length > FEW) return rows.sort(order);
  for (let next = 1; next < rows.length; next += 1) {
    const row = rows[next] as Row;
    let place = next;
    for (; place > 0 && order(rows[place - 1] as Row, row) > 0; place -= 1) rows[place] = rows[place - 1] as Row;
    rows[place] = row;
  }
  return rows;
}
const FEW = 32;

/** The order in which touched tokens are asked; those that are due come after them, the longest due first. */
export const byPlace = (a: Pick<TokenRow, 'lane' | 'subject'>, b: Pick<TokenRow, 'lane' | 'subject'>): number =>
  compare(a.lane, b.lane) || compare(a.subject, b.subject);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
