import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lifeDraw } from '../../test/support/lives/draw-story.js';
import { live } from '../../test/support/lives/live.js';
import { advance } from '../advance.js';
import { isInvoiceOrPayment } from '../facts.js';
import type { DecisionRows, TokenRow } from '../rows.js';

/** The customer's tokens are due, so that whatever their stages ignore they are asked. */
const askingAll = (rows: DecisionRows, now: number): DecisionRows => ({
  ...rows,
  tokens: rows.tokens.map((token) =>
    token.subject === rows.customer.id && token.stage !== null && (token.wakeAt === null || token.wakeAt > now)
      ? { ...token, wakeAt: now }
      : token,
  ),
});

const isAmong = (tokens: TokenRow[], { lane, subject }: TokenRow): boolean =>
  tokens.some((token) => token.lane === lane && token.subject === subject);

it('what the stages of a customer ignore would have changed nothing', () => {
  let spared = 0;
  fc.assert(
    fc.property(lifeDraw, (life) => {
      live({
        life,
        afterwards: 120,
        onDecision({ journey, itemJourneys, rows, now, decision }) {
          if (!rows.facts.some(isInvoiceOrPayment)) return;
          const all = advance({ journey, itemJourneys, rows: askingAll(rows, now), now });
          const asked = all.tokens.filter((token) => isAmong(decision.tokens, token));
          const spare = all.tokens.filter((token) => !isAmong(decision.tokens, token));
          expect({ ...all, tokens: asked }).toEqual(decision);
          expect(spare).toEqual(rows.tokens.filter((token) => isAmong(spare, token)));
          spared += spare.length;
        },
      });
    }),
    { numRuns: 200, seed: 20261130 },
  );
  expect(spared).toBeGreaterThan(300);
});
