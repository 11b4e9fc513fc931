import { touchedBy } from '../facts.js';
import type { Lane, Stage } from '../journey/journey.js';
import type { TokenRow } from '../rows.js';
import { tokenKey, type Work } from './work.js';

/** New subjects get their tokens, reopened items return, and `whenever` takes tokens out of their stages. */
export function placeTokens(work: Work): void {
  const { journey, rows, now } = work;
  const customerId = rows.customer.id;
  const place = (lane: Lane, subject: string) => {
    const start = lane.stages[0] as Stage;
    const token: TokenRow = {
      customerId,
      lane: lane.name,
      subject,
      stage: start.name,
      enteredAt: now,
      wakeAt: null,
      leftStage: null,
      data: {},
    };
    if (!work.tokens.has(tokenKey(token))) work.tokens.set(tokenKey(token), token);
  };
  for (const fact of rows.facts) {
    if (fact.type === 'customer.created')
      for (const lane of journey.lanes.filter((candidate) => candidate.for === 'customer')) place(lane, customerId);
    if (fact.type === 'invoice.issued')
      for (const lane of journey.lanes.filter((candidate) => candidate.for === 'item')) place(lane, fact.data.itemId);
    for (const lane of journey.lanes) {
      const stage = lane.whenever.find((rule) => rule.fact === fact.type)?.stage;
      if (!stage) continue;
      const touched = touchedBy(fact);
      for (const token of work.tokens.values()) {
        const concerns =
          token.subject === customerId ? touched.customer : touched.itemIds.includes(token.subject) || touched.itemIds.length === 0;
        if (token.lane === lane.name && token.stage !== null && token.stage !== stage && concerns) enter(work, token, stage);
      }
    }
  }
}

/** The token enters a stage anew: what the stage before noted goes. */
export function enter(work: Work, token: TokenRow, stage: string): void {
  Object.assign(token, { stage, enteredAt: work.now, wakeAt: null, leftStage: null, data: {} });
  work.reasons.push({ about: token.subject, code: 'entered-stage', params: { stage, lane: token.lane } });
}
