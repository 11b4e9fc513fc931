import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, formatMoney, isCurrency, minorDigits, parseDecimal } from './money.js';

describe('the minor digits of a currency', () => {
  it.each([
    [0, ['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XOF', 'XAF', 'XPF', 'PYG', 'UGX', 'UYI']],
    [2, ['EUR', 'USD', 'HUF', 'IDR', 'PKR', 'COP', 'TWD', 'LAK', 'MMK', 'RSD', 'IRR', 'XCG', 'ZWG']],
    [3, ['KWD', 'BHD', 'OMR', 'JOD', 'TND', 'IQD', 'LYD']],
    [4, ['CLF', 'UYW']],
  ])('are %i as ISO 4217 says, whatever the runtime thinks', (digits, codes) => {
    for (const code of codes) expect(`${code} ${minorDigits(code)}`).toBe(`${code} ${digits}`);
  });

  it('are asked only of currencies in use: not of a metal, a test code, one withdrawn, small letters, nonsense', () => {
    for (const code of ['XAU', 'XXX', 'XTS', 'DEM', 'HRK', 'XYZ', 'eur', '', 'constructor'])
      expect(`${code} ${isCurrency(code)}`).toBe(`${code} false`);
    expect(['EUR', 'JPY', 'CLF'].map(isCurrency)).toEqual([true, true, true]);
  });

  it('are refused for what cannot be a code, and two for a code that the edition does not have', () => {
    for (const text of ['eur', 'EURO', '', 'constructor']) expect(() => minorDigits(text)).toThrow(RangeError);
    expect(minorDigits('DEM')).toBe(2);
  });
});

describe('money in words', () => {
  it.each([
    [{ amount: 124995, currency: 'EUR' }, 'en', '€1,249.95'],
    [{ amount: 124995, currency: 'HUF' }, 'en', 'HUF 1,249.95'],
    [{ amount: 124995, currency: 'JPY' }, 'en', '¥124,995'],
    [{ amount: 124995, currency: 'KWD' }, 'en', 'KWD 124.995'],
    [{ amount: 124995, currency: 'CLF' }, 'en', 'CLF 12.4995'],
    [{ amount: -5, currency: 'EUR' }, 'en', '-€0.05'],
    [{ amount: 124995, currency: 'EUR' }, 'de', '1.249,95 €'],
    [{ amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' }, 'en', '€90,071,992,547,409.91'],
  ])('%j in %s is %s', (money, locale, text) => {
    expect(formatMoney(money, locale).replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
  });
});

describe('decimal text', () => {
  it.each([
    ['249.95', 2, 24995],
    ['249.9', 2, 24990],
    ['249', 2, 24900],
    ['249.950', 2, 24995],
    ['249.955', 2, undefined],
    ['-0.05', 2, -5],
    ['-0', 2, 0],
    ['1', 0, 1],
    ['1.00', 0, 1],
    ['1.5', 0, undefined],
    ['1.234', 3, 1234],
    ['1,249.95', 2, undefined],
    ['1e3', 2, undefined],
    ['.5', 2, undefined],
    ['', 2, undefined],
    ['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
    ['90071992547409.92', 2, undefined],
  ])('"%s" with %i digits is %s', (text, digits, amount) => {
    expect(parseDecimal(text, digits)).toBe(amount);
  });

  it('comes back as the same amount, for every amount and number of digits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(0, 2, 3, 4), (amount, digits) => {
        expect(parseDecimal(decimalText(amount, digits), digits)).toBe(amount);
      }),
    );
  });
});
