import type { CustomerRow } from './rows.js';

/** What is known of a customer of whom nobody said anything and who paid nothing yet. */
export const stranger = (): Pick<
  CustomerRow,
  'paymentRun' | 'kind' | 'industry' | 'size' | 'paysBy' | 'history' | 'segments' | 'reachable' | 'journeyPinned' | 'ruled' | 'itemJourneys'
> => ({
  paymentRun: null,
  kind: null,
  industry: null,
  size: null,
  paysBy: null,
  history: [],
  segments: { on: null, in: [] },
  journeyPinned: false,
  ruled: { on: null, by: 0 },
  reachable: [],
  itemJourneys: [],
});
