import { describe, expect, it } from '@jest/globals';
import { readTerm } from './compile.js';
import { SEGMENT_WORDS } from './customer-words.js';
import { findValues } from './possible.js';
import type { Term } from './term.js';

const termOf = (text: string): Term => readTerm({ text, vocabulary: SEGMENT_WORDS }).term as Term;
const find = (texts: string[], holds: (answers: readonly (boolean | undefined)[]) => boolean) =>
  findValues({ terms: texts.map(termOf), vocabulary: SEGMENT_WORDS, holds });

describe('values by which a condition comes true', () => {
  it.each([
    ['customer.balance > 5', { 'customer.balance': 6 }],
    ['customer.monthsKnown < 12 && customer.monthsKnown > 10', { 'customer.monthsKnown': 11 }],
    ['customer.balance > customer.creditLimit', expect.anything()],
    ['customer.riskClass == "high"', { 'customer.riskClass': 'high' }],
    ['!(customer.riskClass in ["low", "high"])', { 'customer.riskClass': 'normal' }],
    ['!has(customer.creditLimit)', { 'customer.creditLimit': undefined }],
    ['customer.monthsKnown < 0', 'never'],
    ['customer.balance > 5 && customer.balance < 6', 'never'],
    ['customer.balance != customer.balance', 'never'],
    ['customer.riskClass == "low" && customer.riskClass == "high"', 'never'],
    ['!(customer.riskClass in ["low", "normal", "high"])', 'never'],
    ['customer.hasAutopay && !customer.hasAutopay', 'never'],
    ['false', 'never'],
    ['customer.balance + 1 < customer.balance', 'not known'],
    ['customer.country.startsWith("D")', 'not known'],
  ] as [string, unknown][])('%s', (text, expected) => {
    expect(find([text], ([answer]) => answer === true)).toEqual(expected);
  });

  it('are looked for in several at once, and not at all where there are too many', () => {
    const both = (answers: readonly (boolean | undefined)[]) => answers.every((answer) => answer === true);
    expect(find(['customer.monthsKnown <= 2', 'customer.monthsKnown > 1'], both)).toEqual({ 'customer.monthsKnown': 2 });
    expect(find(['customer.monthsKnown <= 2', 'customer.monthsKnown > 5'], both)).toBe('never');
    const many = ['monthsKnown', 'balance', 'creditLimit'].flatMap((name, index) =>
      [1, 2, 3].map((times) => `customer.${name} > ${index * 100 + times * 10}`),
    );
    const words = 'customer.hasAutopay && customer.country == "DE" && customer.currency == "EUR" && invoice.amount > 3 && invoice.open > 4';
    expect(find([`${many.join(' && ')} && ${words}`], ([answer]) => answer === true)).toBe('not known');
  });
});
