/**
 * Money is a safe integer of minor units with an ISO 4217 code; never a float.
 * The number of minor digits a currency has comes from our own edition of ISO 4217 (`data/currencies.ts`), the same on every runtime.
 */
import { MINOR_DIGITS } from './data/currencies.js';

export interface Money {
  /** Minor units (cents for EUR, yen for JPY). */
  amount: number;
  /** ISO 4217, three capital letters. */
  currency: string;
}

/**
 * How many minor digits a currency has: 2 for EUR, 0 for JPY, 3 for KWD. Two for three capital letters that the edition does not have (a currency
 * withdrawn or newer than it): intake refuses those by `isCurrency`. Throws `RangeError` for anything else.
 */
export function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is not an ISO 4217 currency code; expected one like EUR.`);
  return MINOR_DIGITS.get(currency) ?? 2;
}

/** Whether ISO 4217 knows the code as a currency in use. */
export function isCurrency(code: string): boolean {
  return MINOR_DIGITS.has(code);
}

/** `{ amount: 124995, currency: 'EUR' }` as "€1,249.95" in the reader's locale. */
export function formatMoney({ amount, currency }: Money, locale = 'en'): string {
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimalText(amount, digits) as unknown as number);
}

/** Minor units as exact decimal text: (124995, 2) is "1249.95". */
export function decimalText(amount: number, digits: number): string {
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** `EUR 800`, `EUR 799.50`. */
export const plainMoney = (amount: number, currency: string): string =>
  `${currency} ${decimalText(amount, minorDigits(currency)).replace(/\.0+$/, '')}`;

/** Decimal text ("1,249.95" is not accepted, "1249.95" is) to minor units; undefined where it is no exact amount of that many digits. */
export function parseDecimal(text: string, digits: number): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  if (fraction.replace(/0+$/, '').length > digits) return undefined;
  const amount = Number(`${match[2]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? (match[1] && amount !== 0 ? -amount : amount) : undefined;
}
