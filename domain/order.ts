/** The orders in which both forms of the books give records to the rules. */
import type { TokenRow } from './rows.js';

/** Orders as they were placed, everything else by id. Sorts the array itself. */
export function inOrder<Row extends { id: string; placedOn?: string }>(rows: Row[]): Row[] {
  return rows.length > 1 ? rows.sort((a, b) => compare(a.placedOn ?? '', b.placedOn ?? '') || compare(a.id, b.id)) : rows;
}

/** The order in which touched tokens are asked; those that are due come after them, the longest due first. */
export const byPlace = (a: Pick<TokenRow, 'lane' | 'subject'>, b: Pick<TokenRow, 'lane' | 'subject'>): number =>
  compare(a.lane, b.lane) || compare(a.subject, b.subject);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
