/**
 * Money is a safe integer of minor units with an ISO 4217 code; never a float.
 * The number of minor digits a currency has comes from ISO 4217 as the runtime's Intl data publish it.
 */
export interface Money {
  /** Minor units (cents for EUR, yen for JPY). */
  amount: number;
  /** ISO 4217, three capital letters. */
  currency: string;
}

/** How many minor digits a currency has: 2 for EUR, 0 for JPY, 3 for KWD. Throws `RangeError` for what is not a currency code. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whether ISO 4217 knows the code. */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** `{ amount: 124995, currency: 'EUR' }` as "€1,249.95" in the reader's locale. */
export function formatMoney({ amount, currency }: Money, locale = 'en'): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimalText(amount, digits) as unknown as number);
}

/** Minor units as exact decimal text: (124995, 2) is "1249.95". */
export function decimalText(amount: number, digits: number): string {
  const sign = amount < 0 ? '-' : '';
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Decimal text ("1,249.95" is not accepted, "1249.95" is) to minor units; undefined where it is no exact amount of that many digits. */
export function parseDecimal(text: string, digits: number): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  if (fraction.replace(/0+$/, '').length > digits) return undefined;
  const amount = Number(`${match[2]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  return Number.isSafeInteger(amount) ? (match[1] ? -amount : amount) : undefined;
}
