import type { AccountRow, CustomerRow, HoldRow, OrderRow } from '../rows.js';

interface CreditCheckInput {
  customer: Pick<CustomerRow, 'creditStatus' | 'creditLimit' | 'currency'>;
  accounts: AccountRow[];
  /** Orders of the customer; those released and not yet invoiced count. */
  orders: OrderRow[];
  /** Minor units of the order asked about. */
  amount: number;
  /** The order's; in another currency than the limit's it is a person's to decide. Without it the customer's own. */
  currency?: string;
  /** What stops orders now, if anything: see `stopsOrders`. */
  stoppedBy?: HoldRow | undefined;
}

export interface CreditAnswer {
  answer: 'passed' | 'held';
  /** Open invoices, disputed parts included, and released orders, less unapplied money; in the customer's currency. */
  exposure: number;
  limit: number | null;
}

/** The holds that stop every order of the customer: his own, and those that an overdue item or account has put. */
export const stopsOrders = ({ kind, subject, stops }: Pick<HoldRow, 'kind' | 'subject' | 'stops'>, customerId: string): boolean =>
  stops.includes('orders') && (subject === customerId || kind === 'overdue' || kind === 'agency');

/** May this order be taken on credit? A limit stops what exceeds it: exactly the limit passes. Without a decided limit the order waits for the review. */
export function creditCheck({
  customer,
  accounts,
  orders,
  amount,
  currency = customer.currency,
  stoppedBy,
}: CreditCheckInput): CreditAnswer {
  const open = accounts
    .filter((account) => account.currency === customer.currency)
    .reduce((sum, account) => sum + account.balance - account.unapplied, 0);
  const ordered = orders
    .filter((order) => order.status === 'placed' && order.currency === customer.currency)
    .reduce((sum, order) => sum + order.amount, 0);
  const exposure = open + ordered;
  const limit = customer.creditStatus === 'approved' ? customer.creditLimit : null;
  const fits = stoppedBy === undefined && limit !== null && currency === customer.currency && exposure + amount <= limit;
  return { answer: fits ? 'passed' : 'held', exposure, limit };
}
