import { describe, expect, it } from '@jest/globals';
import type { Effect, MessageEffect } from './effect.js';
import { type Outcome, reportsOf } from './outcome.js';

const common = { id: 'C1/I1/x/0', steps: [], due: 0, notAfter: null, stoppedBy: null, itemIds: ['I1'] };
const message = (purpose: MessageEffect['purpose']): Effect => ({ ...common, kind: 'message', template: 'slip', purpose, chargeId: null });
const survey: Effect = { ...common, kind: 'survey', survey: 'nps', subject: 'C1', template: 'nps' };
const collect: Effect = { ...common, kind: 'collect', chargeId: 'CH', methodId: 'M1' };
const refused: Outcome = { did: 'undeliverable', code: '550' };
const unknown: Outcome = { did: 'unknown' };

describe('the facts of an outcome', () => {
  it.each<[string, Effect, Outcome, string[]]>([
    ['an invoice that was sent', message('invoice'), { did: 'sent' }, ['invoice.delivered']],
    ['a reminder that was sent', message('reminder'), { did: 'sent' }, []],
    ['a reminder of which somebody got no copy', message('reminder'), { did: 'sent', uncopied: true }, ['copy.failed']],
    ['an invoice of which somebody got no copy', message('invoice'), { did: 'sent', uncopied: true }, ['invoice.delivered', 'copy.failed']],
    ['an invoice that was refused', message('invoice'), refused, ['invoice.undeliverable 550']],
    ['a reminder that was refused', message('reminder'), refused, ['message.failed 550']],
    ['a survey that was refused', survey, refused, ['message.failed 550']],
    ['an invoice of which nobody knows whether it arrived', message('invoice'), unknown, ['invoice.undeliverable outcome_unknown']],
    ['a reminder of which nobody knows whether it arrived', message('reminder'), unknown, ['message.failed outcome_unknown']],
    ['a survey of which nobody knows whether it arrived', survey, unknown, ['message.failed outcome_unknown']],
    ['a charge that was declined', collect, { did: 'declined', code: 'lost_card' }, ['payment.failed lost_card']],
    ['a charge of which nobody knows whether it was made', collect, unknown, ['payment.failed outcome_unknown']],
    ['a charge that is not made', collect, { did: 'suppressed' }, []],
  ])('%s', (_what, effect, outcome, expected) => {
    const reports = reportsOf({ effect, outcome, now: 0, zone: 'UTC' });
    expect(reports.map(({ type, data }) => ('code' in data ? `${type} ${data.code}` : type))).toEqual(expected);
  });
});
