import { describe, expect, it } from '@jest/globals';
import { EXPECTATION_FORMS, STORY_FORMS } from './forms.js';
import { readSentence } from './sentence.js';

const story = (sentence: string) => readSentence({ sentence, forms: STORY_FORMS });
const expectation = (sentence: string) => readSentence({ sentence, forms: EXPECTATION_FORMS });
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('a sentence of a story', () => {
  it.each([
    [
      'invoice R-17 over EUR 1000, due 2026-04-01',
      { what: 'invoice', invoice: 'R-17', money: eur(100_000), dueOn: '2026-04-01', delivered: false },
    ],
    ['Invoice R-17 over JPY 500, delivered', { what: 'invoice', money: { amount: 500, currency: 'JPY' }, delivered: true }],
    ['invoice R-17 over EUR 9.95, due 2026-04-01, delivered 2026-03-03', { money: eur(995), delivered: true, deliveredOn: '2026-03-03' }],
    ['invoice R-17 over EUR 9.95, delivered, product hard ware', { money: eur(995), delivered: true, product: 'hard ware' }],
    ['invoice R-17 refused with PO missing', { what: 'not delivered', how: 'refused', code: 'PO missing' }],
    ['payment of EUR 800 for R-17', { what: 'payment', invoice: 'R-17', money: eur(80_000), oldestFirst: false }],
    ['payment P-1 of EUR 800 without a reference, value date 2026-03-30', { payment: 'P-1', invoice: undefined, valueOn: '2026-03-30' }],
    ['payment of EUR 800, oldest first', { what: 'payment', invoice: undefined, oldestFirst: true }],
    ['payment applied to R-17', { what: 'payment applied', payment: undefined, invoice: 'R-17' }],
    ['payment P-1 refunded', { what: 'payment refunded', payment: 'P-1' }],
    ['payment of R-17 failed: insufficient_funds', { what: 'payment failed', invoice: 'R-17', code: 'insufficient_funds' }],
    [
      'dispute of EUR 200 on line 2 of R-17, damaged goods',
      { what: 'dispute', invoice: 'R-17', money: eur(20_000), reason: 'damaged goods' },
    ],
    ['dispute of R-17, damaged goods', { what: 'dispute', invoice: 'R-17', money: undefined, reason: 'damaged goods' }],
    ['dispute on R-17', { what: 'dispute', invoice: 'R-17' }],
    ['dispute solved, credit note of EUR 200', { what: 'dispute solved', outcome: 'for-customer', creditNote: eur(20_000) }],
    ['dispute on R-17 solved against the customer', { what: 'dispute solved', invoice: 'R-17', outcome: 'against-customer' }],
    ['card pm_card_no_funds for autopay', { what: 'card', card: 'pm_card_no_funds', autopay: true }],
    ['card pm_card_no_funds', { what: 'card', autopay: false }],
    ['task decided credit-review as approved', { what: 'task decided', kind: 'credit-review', outcome: 'approved' }],
    ['task decided undelivered: send again', { what: 'task decided', kind: 'undelivered', outcome: 'send again' }],
    ['engine down until 2026-03-12 06:00', { what: 'engine down', until: { on: '2026-03-12', time: '06:00' } }],
    ['engine down until 2026-03-12', { what: 'engine down', until: { on: '2026-03-12' } }],
    ['hold on R-17 until 2026-03-12', { what: 'hold', invoice: 'R-17', until: '2026-03-12' }],
  ])('%s', (sentence, meaning) => {
    expect(story(sentence)).toMatchObject({ result: meaning });
  });
});

describe('a sentence of what is expected', () => {
  it.each([
    ['delivered R-17 by email', { line: 'delivered', invoices: ['R-17'], way: 'email' }],
    ['sent Did it slip through', { line: 'sent', name: 'Did it slip through', way: undefined }],
    ['sent Final notice by email and letter, EUR 800', { name: 'Final notice', way: 'email and letter', money: eur(80_000) }],
    ['sent Final notice to the finance director by letter', { name: 'Final notice', to: 'finance director', way: 'letter' }],
    ['sent Time for a word for R-17 and R-18, EUR 800', { name: 'Time for a word', invoices: ['R-17', 'R-18'] }],
    ['sent overdue for R-17 and R-18, EUR 800', { name: 'overdue', invoices: ['R-17', 'R-18'], money: eur(80_000) }],
    ['charge of EUR 100 for R-17 declined with lost_card', { line: 'declined', name: 'lost_card', money: eur(10_000) }],
    ['charged EUR 100', { line: 'charged', money: eur(10_000), invoices: undefined }],
    ['task undelivered for R-17 ended as send again', { line: 'task ended', name: 'undelivered', outcome: 'send again' }],
    ['order O-1 released', { line: 'order', name: 'released', invoices: ['O-1'] }],
    ['no Final notice for R-17, because it is disputed', { none: 'Final notice', invoices: ['R-17'], because: 'it is disputed' }],
    ['balance of R-17 EUR 0', { balance: eur(0), invoice: 'R-17' }],
    ['because step-waits', { because: 'step-waits' }],
  ])('%s', (sentence, meaning) => {
    expect(expectation(sentence)).toMatchObject({ result: meaning });
  });
});

describe('a wrong sentence is found where it begins to be wrong', () => {
  it.each([
    ['invioce R-17 over EUR 1000', 0, /Did you mean "invoice"\?/],
    ['invoice R-17 ower EUR 1000', 13, /"over".*found "ower"\. Did you mean "over"\?/],
    ['invoice R-17 over EUX 1000', 18, /Expected an amount like EUR 249\.95; found "EUX"/],
    ['invoice R-17 over EUR 1,000', 22, /no other sign than a point; found "1,000"/],
    ['invoice R-17 over EUR 10.005', 22, /EUR with 2 decimals at most.*found "10\.005"/],
    ['invoice R-17 over EUR 10, due 2026-02-30', 30, /a date like 2026-04-01; found "2026-02-30"/],
    ['payment of EUR 800', 18, /Expected "for", "without" or ","; the sentence ends here/],
    ['payment of EUR 800 fro R-17', 19, /found "fro"\. Did you mean "for"\?/],
    ['dispute solved', 14, /"for", "against" or ","/],
    ['survey answered well', 16, /a whole number for the score; found "well"/],
    ['engine down until noon', 18, /a moment like 2026-04-01 06:00; found "noon"/],
    ['card pm_card_good for autopay, always', 29, /the end of the sentence; found ","/],
  ])('%s', (sentence, offset, message) => {
    const { problem } = story(sentence);
    expect(problem).toMatchObject({ offset, message: expect.stringMatching(message) });
  });
});
