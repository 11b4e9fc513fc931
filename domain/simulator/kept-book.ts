import type { Instant } from '../calendar.js';
import type { Fact } from '../facts.js';
import type { AccountRow, ContactRow, CustomerRow, EffectRow, MoveRow, StepRow, TableName, Tables, TokenRow } from '../rows.js';

/** The tables of a customer's own records, without himself. */
export type OwnTable = Exclude<TableName, 'customer'>;

/**
 * One customer's books as they were kept elsewhere, to be gone on with in memory. Complete for what can still happen by itself: whatever is open, what
 * tokens stand for, and what is remembered of those; what is settled and left may be missing.
 */
export interface KeptBook {
  customer: CustomerRow;
  /** The newest decision's number and the highest fact applied; 0 and 0 before the first. */
  seq: number;
  applied: number;
  /** What the last decision asked for. */
  wakeAt: Instant | null;
  /** All that wait, in order: the first is `applied` + 1. */
  facts: Fact[];
  accounts: AccountRow[];
  tokens: TokenRow[];
  steps: StepRow[];
  /** What moved the balances of the items, fact by fact. */
  moves: MoveRow[];
  /** Those of the last days that caps count, in the order of time. */
  contacts: ContactRow[];
  /** Those under way. */
  effects: EffectRow[];
  tables: { [T in OwnTable]: Tables[T][] };
}
