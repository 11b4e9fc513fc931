import type { ListedMove } from '../adapters/journey-moves.js';
import { isoInstant } from '../domain/calendar.js';
import { nameOf } from './ways.js';
import { whomText } from './whom.js';

/** A move as JSON. */
export const moveJson = ({ startedAt, endedAt, ...move }: ListedMove) => ({
  ...move,
  startedAt: isoInstant(startedAt),
  endedAt: endedAt === null ? null : isoInstant(endedAt),
});

/** One line a move. */
export function movesText(moves: ListedMove[]): string {
  if (moves.length === 0) return 'Nobody was moved to another version of a journey yet.';
  return moves
    .map(({ id, startedAt, endedAt, by, to, chosen, moved, undoes }) => {
      const what = undoes === null ? `to ${nameOf(to)}, for ${whomText(chosen)}` : `takes back ${undoes}`;
      const open = endedAt === null ? '; not over: say it again, and it goes on' : '';
      return `${id}  ${isoInstant(startedAt).slice(0, 16).replace('T', ' ')}  by ${by}: ${what}; ${moved === 1 ? '1 customer' : `${moved} customers`}${open}`;
    })
    .join('\n');
}
