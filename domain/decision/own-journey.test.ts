import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journeyDraw } from '../../test/support/lives/draw-journey.js';
import { type EventKind, type Life, lifeDraw } from '../../test/support/lives/draw-story.js';
import { type Lived, live } from '../../test/support/lives/live.js';
import { versionsOf } from '../../test/support/lives/moves.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';

/** What Duly invoices itself and instalments walk the customer's journey, whatever an invoice that was reported walks. */
const LEFT_OUT: readonly EventKind[] = ['order', 'plan'];
const OWN = 'J-own';

/** The customer's journey with the other one's lanes, fees and interest for invoices. */
const withLanesOf = (journey: Journey, { lanes, costs }: Journey): Journey => {
  const { costs: _own, ...rest } = journey;
  return {
    ...rest,
    ...(costs && { costs }),
    lanes: journey.lanes.map((lane) => (lane.for === 'item' && lanes.find((one) => one.name === lane.name && one.for === 'item')) || lane),
  };
};

const journeyOf = (life: Life): Journey => versionsOf(life).versions[0].journey;

/** Each invoice walks the journey from its first moment on. */
const walkingOwn = (reports: Report[]): Report[] =>
  reports.flatMap((report): Report[] => {
    if (report.type !== 'invoice.issued') return [report];
    const { itemId } = report.data;
    const data = { itemId, from: null, to: OWN, by: 'test', stages: [] };
    return [report, { ...report, type: 'invoice.moved', externalId: `${report.externalId}/moved`, data }];
  });

const contactsOf = ({ log }: Lived) =>
  log.flatMap((entry) => {
    if (entry.what !== 'done' || entry.effect.kind === 'survey') return [];
    const { at, effect, did, parts, steps } = entry;
    return [{ at, kind: effect.kind, did, parts, steps: steps.map(({ subject, step, occurrence }) => `${subject} ${step} ${occurrence}`) }];
  });

it('an invoice with a journey of its own gets what it would get were those lanes its customer’s', () => {
  let contacts = 0;
  fc.assert(
    fc.property(lifeDraw, journeyDraw, (drawn, form) => {
      const life: Life = { ...drawn, moves: [], own: undefined, events: drawn.events.filter(({ what }) => !LEFT_OUT.includes(what)) };
      const journey = journeyOf(life);
      const put = withLanesOf(journey, journeyOf({ ...life, form }));
      const before = live({ journey: put, life, afterwards: 120 });
      const story = before.story.map(({ at, reports }) => ({ at, reports: walkingOwn(reports) }));
      const own = live({ journey, itemJourneys: new Map([[OWN, put]]), life, story, afterwards: 120 });
      contacts += contactsOf(own).length;
      expect(contactsOf(own)).toEqual(contactsOf(before));
    }),
    { numRuns: 150, seed: 20261130 },
  );
  expect(contacts).toBeGreaterThan(500);
});
