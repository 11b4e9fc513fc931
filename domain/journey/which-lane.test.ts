import { expect, it } from '@jest/globals';
import { STAGE_TYPES } from '../stages/index.js';
import { checkJourney } from './load.js';
import { wrongLane } from './which-lane.js';

const said = (type: string, kind: 'account' | 'customer') => {
  const known = STAGE_TYPES[type];
  return known ? wrongLane({ type, known, lane: 'dunning', kind }) : '';
};

it('what is to be taken in place of reminders and an escalation of an account is right as it is said', () => {
  const lines = (type: string) => [...said(type, 'account').matchAll(/"([^"]+: [^"]+)"/g)].map(([, line]) => line);
  const [ladder, statement] = lines('reminders');
  const [severe] = lines('escalation');
  const { findings } = checkJourney(
    `journey: J\ndunning, for each account:\n  overdue:\n    ${ladder}\n    ${severe}\ntold, for each account:\n  statement:\n    ${statement}\n`,
  );
  expect([ladder, severe, statement, findings]).toEqual([
    expect.stringMatching(/^OD1/),
    expect.stringMatching(/^OD3/),
    expect.stringMatching(/^day 5/),
    [],
  ]);
});

it('elsewhere the types for such a lane are named', () => {
  expect(said('delivery', 'customer')).toMatch(/for each customer\. For each customer there are credit review, invoicing, feedback\.$/);
});
