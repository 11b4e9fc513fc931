import type { CustomerRow } from '../rows.js';
import { stranger } from '../stranger.js';

type Needed = Pick<CustomerRow, 'id' | 'timeZone' | 'country' | 'currency' | 'deliverBy' | 'knownSince' | 'journeyId'>;

/** A customer who exists in memory alone: of normal risk, invoiced with each order, 30 days to pay, and nothing else known of him. */
export const simulatedCustomer = (of: Needed): CustomerRow => ({
  legalEntityId: 'simulation',
  locale: 'en',
  netDays: 30,
  dueDay: null,
  billingCycle: 'order',
  billingDay: null,
  riskClass: 'normal',
  creditStatus: 'unknown',
  creditLimit: null,
  creditDecidedAt: null,
  ...stranger(),
  ...of,
});
