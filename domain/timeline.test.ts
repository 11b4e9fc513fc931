import { describe, expect, it } from '@jest/globals';
import type { Fact } from './facts.js';
import { type CustomerHistory, timelineOf } from './timeline.js';

const at = (text: string) => Date.parse(text);
const history: CustomerHistory = {
  id: 'cus_1',
  externalId: 'ERP-1',
  headline: {
    stage: 'reminders',
    balance: [{ amount: 24_995, currency: 'EUR' }],
    oldestDueOn: '2026-03-31',
    doing: [],
    next: { what: 'second-reminder', at: '2026-04-10T09:00:00Z', why: '10 days after due' },
  },
  facts: [
    {
      customerId: 'cus_1',
      number: 2,
      type: 'invoice.issued',
      source: 'api',
      externalId: 'x',
      effectiveOn: '2026-03-01',
      recordedAt: at('2026-03-01T10:00:00Z'),
      data: {
        itemId: 'cus_1-7',
        accountId: 'a',
        number: 'R-7',
        amount: 24_995,
        currency: 'EUR',
        dueOn: '2026-03-31',
        delivery: 'delivered',
        orderIds: [],
      },
    } satisfies Fact,
  ],
  decisions: [
    {
      seq: 1,
      at: at('2026-03-01T10:00:00Z'),
      reasons: [{ about: 'cus_1-7', code: 'entered-stage', params: { stage: 'reminders', lane: 'collection' } }],
    },
    {
      seq: 2,
      at: at('2026-04-01T09:00:00Z'),
      reasons: [{ about: 'cus_1-7', code: 'step-due', params: { step: 'overdue', because: '1 day after due' } }],
    },
  ],
  effects: [
    {
      id: 'cus_1/cus_1-7/overdue/0',
      effect: {
        id: 'cus_1/cus_1-7/overdue/0',
        kind: 'message',
        steps: [],
        due: 0,
        notAfter: null,
        stoppedBy: 'reminders',
        template: 'overdue',
        purpose: 'reminder',
        itemIds: ['cus_1-7'],
        chargeId: null,
      },
      status: 'done',
      outcome: 'sent',
      at: at('2026-04-01T09:00:00Z'),
      endedAt: at('2026-04-01T09:00:01Z'),
      delivery: 'sent',
      letter: null,
      messageId: '<m@us.example>',
      reached: [],
      copied: [],
    },
  ],
  numbers: new Map([['cus_1-7', 'R-7']]),
};

describe('a timeline', () => {
  it('names charges and disputes by the invoices that they are about', () => {
    const fact = (number: number, type: string, data: object) =>
      ({
        customerId: 'cus_1',
        number,
        type,
        source: 'api',
        externalId: type,
        effectiveOn: '2026-04-02',
        recordedAt: at('2026-04-02T10:00:00Z'),
        data,
      }) as Fact;
    const failed = {
      chargeId: 'charge/1',
      attemptId: 'charge/1/1',
      itemIds: ['cus_1-7'],
      methodId: null,
      code: 'x',
      reasonClass: 'soft_funds',
      attemptedAt: 0,
    };
    const disputed = { disputeId: 'dis_1', itemId: 'cus_1-7', amount: 1, reasonCode: 'goods' };
    const { entries } = timelineOf({
      ...history,
      facts: [fact(3, 'payment.failed', failed), fact(4, 'dispute.opened', disputed)],
      decisions: [
        {
          seq: 3,
          at: at('2026-04-02T10:00:01Z'),
          reasons: [
            { about: 'charge/1', code: 'our-fault' },
            { about: 'dis_1', code: 'step-due', params: { step: 'csat', because: 'its moment' } },
          ],
        },
      ],
      effects: [],
    });
    expect(entries.filter(({ kind }) => kind === 'decision').map(({ text }) => text)).toEqual([
      'charge for R-7: The failure was ours: it counts nothing against the customer.',
      'dispute for R-7: Step csat is due: its day has come.',
    ]);
  });

  it('tells of a mail that came back and of the letter that went instead', () => {
    const textOf = (told: { delivery: string | null; letter: string | null }) =>
      timelineOf({ ...history, facts: [], decisions: [], effects: history.effects.map((effect) => ({ ...effect, ...told })) }).entries[0];
    expect(textOf({ delivery: 'bounced', letter: 'sent' })).toMatchObject({
      delivery: 'bounced',
      letter: 'sent',
      text: 'message overdue for R-7: bounced, letter sent',
    });
    expect(textOf({ delivery: null, letter: 'sent' })?.text).toBe('message overdue for R-7: letter sent');
    expect(textOf({ delivery: 'sent', letter: 'sent' })?.text).toBe('message overdue for R-7: sent, letter sent');
  });

  it('tells facts, reasons and messages in order of time, by the numbers on the papers', () => {
    const { entries } = timelineOf({ ...history, effects: history.effects, decisions: history.decisions.toReversed() });
    expect(entries.map(({ at: moment, kind, text }) => `${moment} ${kind} ${text}`)).toEqual([
      '2026-03-01T10:00:00Z fact invoice.issued: R-7, 249.95 EUR, due 2026-03-31 (2026-03-01)',
      '2026-03-01T10:00:00Z decision R-7: Entered reminders of lane collection.',
      '2026-04-01T09:00:00Z decision R-7: Step overdue is due: 1 day after due.',
      '2026-04-01T09:00:01Z effect message overdue for R-7: sent',
    ]);
  });
});
