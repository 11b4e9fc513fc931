import { expect, it } from '@jest/globals';
import type { Timeline } from '../domain/timeline.js';
import { timelineText } from './timeline-text.js';

const timeline: Timeline = {
  customer: { id: 'cus_1', externalId: 'ERP-1' },
  stage: 'reminders',
  balance: [{ amount: 24_995, currency: 'EUR' }],
  next: { what: 'second-reminder', at: '2026-04-10T09:00:00Z', why: '10 days after due' },
  entries: [
    { at: '2026-03-01T10:00:00Z', kind: 'fact', number: 2, type: 'invoice.issued', effectiveOn: '2026-03-01', text: 'invoice.issued: R-7' },
  ],
};

it('names the customer first and ends with what comes next and why', () => {
  expect(timelineText({ timeline, name: 'Blue Harbour Ltd' }).split('\n')).toEqual([
    'Blue Harbour Ltd (cus_1, ERP-1)',
    'Open: 249.95 EUR; stage reminders. Times are UTC.',
    '2026-03-01 10:00  fact      invoice.issued: R-7',
    'Next: second-reminder, at 2026-04-10T09:00:00Z: 10 days after due.',
  ]);
});

it('says so when nothing is known yet', () => {
  expect(timelineText({ timeline: { ...timeline, stage: null, balance: [], next: null, entries: [] }, name: 'B' })).toBe(
    'B (cus_1, ERP-1)\nOpen: nothing. Times are UTC.\nNext: nothing until something happens.',
  );
});

it('says the cause of the next step in words', () => {
  const next = { what: 'second-reminder', at: '2026-04-10T09:00:00Z', why: 'its moment' };
  expect(timelineText({ timeline: { ...timeline, next }, name: 'B' })).toMatch(
    /\nNext: second-reminder, at 2026-04-10T09:00:00Z: that is its day\.$/,
  );
});
