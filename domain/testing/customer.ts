import type { CustomerRow } from '../rows.js';
import { stranger } from '../stranger.js';

/** A customer for tests and benches, with whatever else is named: known for years, pays in euros, lives in UTC, gets mail, no credit decided. */
export const customerRow = (overrides: Partial<CustomerRow> & { id: string }): CustomerRow => ({
  legalEntityId: 'L1',
  timeZone: 'UTC',
  locale: 'en',
  country: 'DE',
  currency: 'EUR',
  netDays: 30,
  dueDay: null,
  billingCycle: 'order',
  billingDay: null,
  deliverBy: 'email',
  riskClass: 'normal',
  knownSince: '2020-01-01',
  creditStatus: 'unknown',
  creditLimit: null,
  creditDecidedAt: null,
  ...stranger(),
  journeyId: 'J1',
  ...overrides,
});
