/** What a scenario is played on: one customer whose time is let pass, with books that can be looked at. */
import type { Instant } from '../calendar.js';
import type { Report } from '../facts.js';
import type { Reason } from '../reasons.js';
import type { AccountRow, EffectRow, Tables, TokenRow } from '../rows.js';

/** All records of the customer at one moment. */
export type BooksSeen = {
  [T in Exclude<keyof Tables, 'customer' | 'allocation' | 'awaited'> as `${T}s`]: Tables[T][];
} & {
  customer: Tables['customer'];
  accounts: AccountRow[];
  tokens: TokenRow[];
  effects: EffectRow[];
  /** In their order. */
  decisions: { seq: number; reasons: Reason[] }[];
};

export interface Engine {
  customerId: string;
  legalEntityId: string;
  books(): Promise<BooksSeen>;
  /** Time passes up to the moment, which itself has not come: `onWake` is told after each wake on the way, when everything is done. */
  liveTo(input: { at: Instant; onWake(at: Instant): Promise<void> }): Promise<void>;
  /** Something is reported at the moment to which time has come, decided, and done. */
  report(input: { reports: Report[]; at: Instant }): Promise<void>;
  /** From now on every mail to the customer is refused for good by its server, or none is. */
  refuseMails(refused: boolean): Promise<void>;
  /** The engine stands still up to the moment; what is reported meanwhile is kept. */
  stop(input: { until: Instant }): Promise<void>;
  keep(input: { reports: Report[]; at: Instant }): Promise<void>;
  /** It goes on at the moment that `stop` named, and does what has become due. */
  goOn(input: { at: Instant }): Promise<void>;
}
