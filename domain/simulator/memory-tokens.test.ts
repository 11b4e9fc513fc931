import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byPlace } from '../order.js';
import type { TokenRow } from '../rows.js';
import { MemoryTokens } from './memory-tokens.js';

const token = fc.record({
  customerId: fc.constant('C1'),
  lane: fc.constantFrom('credit', 'collection'),
  subject: fc.constantFrom('C1', 'I1', 'I2', 'I3', 'I4'),
  stage: fc.constantFrom('delivery', 'reminders', null),
  enteredAt: fc.constant(0),
  wakeAt: fc.option(fc.nat({ max: 6 })),
  leftStage: fc.constant(null),
  data: fc.constant({}),
});
const doing = fc.oneof(
  { weight: 4, arbitrary: token.map((row) => ({ do: 'put' as const, row })) },
  { weight: 1, arbitrary: fc.nat({ max: 6 }).map((at) => ({ do: 'wake all' as const, at })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('I1', 'I2'), fc.nat({ max: 6 })).map(([subject, at]) => ({ do: 'wake' as const, subject, at })),
  },
);

describe('the tokens of a customer', () => {
  it('are selected as if all of them were looked through', () => {
    fc.assert(
      fc.property(
        fc.array(doing, { maxLength: 30 }),
        fc.uniqueArray(fc.constantFrom('C1', 'I1', 'I3')),
        fc.nat({ max: 6 }),
        fc.nat({ max: 3 }),
        (doings, touched, now, room) => {
          const tokens = new MemoryTokens();
          const all = new Map<string, TokenRow>();
          for (const one of doings) {
            if (one.do === 'put') {
              tokens.put({ ...one.row });
              all.set(`${one.row.lane} ${one.row.subject}`, { ...one.row });
            } else {
              if (one.do === 'wake all') tokens.wakeAll(one.at);
              else tokens.wakeWaiting(one.subject, one.at);
              for (const row of all.values()) {
                if (row.stage === null || (one.do === 'wake' && (row.subject !== one.subject || row.wakeAt !== null))) continue;
                row.wakeAt = Math.min(row.wakeAt ?? one.at, one.at);
              }
            }
          }
          const rows = [...all.values()];
          const named = rows.filter(({ subject }) => touched.includes(subject as 'C1')).sort(byPlace);
          const due = rows
            .filter(({ subject, wakeAt }) => !touched.includes(subject as 'C1') && wakeAt !== null && wakeAt <= now)
            .sort((a, b) => (a.wakeAt as number) - (b.wakeAt as number) || byPlace(a, b));
          const taken = [...named, ...due.slice(0, room)];
          const rest = rows.filter((row) => !taken.includes(row));
          const wakes = rest.flatMap(({ wakeAt }) => (wakeAt === null ? [] : [wakeAt]));
          const places = rest.flatMap(({ lane, stage }) => (stage === null ? [] : [`${lane} ${stage}`]));

          const found = tokens.select({ touched: new Set(touched), now, room });
          expect(found.tokens).toEqual(taken);
          expect(found.restWakeAt).toBe(wakes.length > 0 ? Math.min(...wakes) : null);
          expect(found.more).toBe(due.length > room);
          expect(found.restStages.map(({ lane, stage }) => `${lane} ${stage}`).sort()).toEqual([...new Set(places)].sort());
          const soonest = rows.flatMap(({ wakeAt }) => (wakeAt === null ? [] : [wakeAt]));
          expect(tokens.soonest()).toBe(soonest.length > 0 ? Math.min(...soonest) : null);
        },
      ),
      { numRuns: 500 },
    );
  });
});
