import { expect, it } from '@jest/globals';
import { journeysText, publishedText } from './journeys-text.js';

const version = { id: 'journey_1', name: 'Ladder', version: 2, isDefault: false, isNew: true, before: { id: 'journey_0', version: 1 } };

it.each([
  [version, 'Published Ladder@2 (journey_1); before it came Ladder@1. Nobody gets it by itself: --default gives it to new customers.'],
  [
    { ...version, version: 1, before: null, isDefault: true },
    'Published Ladder@1 (journey_1), the first of that name. New customers get it; who has another version keeps it.',
  ],
  [
    { ...version, isNew: false, isDefault: true },
    'This text is published already, as Ladder@2 (journey_1); nothing was added. New customers get it; who has another version keeps it.',
  ],
])('says what publishing came to: %j', (published, text) => {
  expect(publishedText(published)).toBe(text);
});

it('lists versions in columns, and says so where there is none', () => {
  const listed = {
    id: 'journey_1',
    name: 'Ladder',
    version: 12,
    publishedAt: Date.parse('2026-03-01T10:00Z'),
    isDefault: true,
    customers: 1,
  };
  expect(journeysText([listed, { ...listed, version: 3, isDefault: false, customers: 1200 }]).split('\n')).toEqual([
    'Ladder@12  2026-03-01 10:00        1 customer  journey_1  default for new customers',
    'Ladder@3   2026-03-01 10:00    1200 customers  journey_1',
  ]);
  expect(journeysText([])).toBe('No journey is published: npx duly publish FILE publishes one.');
});
