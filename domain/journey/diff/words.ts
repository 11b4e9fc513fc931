/** How the parts of a journey are said in a comparison. */
import { spokenMoney } from '../../explain/words.js';
import { countOf, isMonthly, momentSchema } from '../../ladder/moment.js';
import { isCurrency } from '../../money.js';

/** A step as every stage type that has steps writes it; what a type adds is compared as settings of the step. */
export interface Step {
  name: string;
  at?: unknown;
  every?: unknown;
  do?: unknown;
  [setting: string]: unknown;
}

type Values = Record<string, unknown>;
const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values say the same, whatever the order of their keys. What is undefined is not there. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => isSame(value, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(a[key], b[key]));
}

/** `10 days after due`, `last business day of the month of due`; what is no such moment is said as its values. */
export function momentText({ at, every }: Pick<Step, 'at' | 'every'>): string {
  const repeat = every === undefined ? '' : `, then every ${valueText(every)}`;
  const said = momentSchema.safeParse(at);
  if (!said.success) return `${valueText(at)}${repeat}`;
  const { endOfMonth, dayOfMonth, from, ...offset } = said.data;
  const count = countOf(said.data);
  const span = Object.fromEntries(Object.keys(offset).map((unit) => [unit, Math.abs(count)]));
  const day = count === 0 ? `${isMonthly(said.data) ? '' : 'on '}${from}` : `${valueText(span)} ${count < 0 ? 'before' : 'after'} ${from}`;
  if (dayOfMonth !== undefined) return `day ${dayOfMonth} of the month from ${day}${repeat}`;
  if (!endOfMonth) return `${day}${repeat}`;
  return `${endOfMonth === 'business' ? 'last business day' : 'end'} of the month of ${day}${repeat}`;
}

/** Units of spans, by their keys. */
const UNITS: Readonly<Record<string, string>> = { days: 'day', businessDays: 'business day', months: 'month', hours: 'hour' };

/** `send second-reminder`. */
export const actText = (act: unknown): string =>
  isMap(act)
    ? Object.entries(act)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key} ${valueText(value)}`)
        .join(', ')
    : valueText(act);

/** A setting's value in words: amounts with their currency, spans as days, lists with commas. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(valueText).join(', ');
  if (!isMap(value)) return String(value);
  if (typeof value.amount === 'number' && typeof value.currency === 'string' && isCurrency(value.currency))
    return spokenMoney(value.amount, value.currency);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  if (typeof value.from === 'string' && typeof value.to === 'string' && keys.length === 2)
    return value.from === value.to ? value.from : `${value.from} to ${value.to}`;
  const unit = keys.length === 1 ? UNITS[keys[0] ?? ''] : undefined;
  const count = value[keys[0] ?? ''];
  if (unit && typeof count === 'number') return `${count} ${unit}${count === 1 ? '' : 's'}`;
  return keys.map((key) => `${key} ${valueText(value[key])}`).join(', ');
}

/** One setting that differs: its path like `ask.within`, and both values. */
export interface Difference {
  path: string;
  from: unknown;
  to: unknown;
}

/** Every setting that differs, as deep as it goes; what valueText says as one (an amount, a span, a list of words) stays whole. */
export function differences({ from, to, path = '' }: { from: unknown; to: unknown; path?: string }): Difference[] {
  if (isSame(from, to)) return [];
  if (isWhole(from) || isWhole(to)) return [{ path, from, to }];
  if (Array.isArray(from) && Array.isArray(to))
    return Array.from({ length: Math.max(from.length, to.length) }, (_, index) =>
      differences({ from: from[index], to: to[index], path: `${path}[${index + 1}]` }),
    ).flat();
  if (!isMap(from) || !isMap(to)) return [{ path, from, to }];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    differences({ from: from[key], to: to[key], path: path === '' ? key : `${path}.${key}` }),
  );
}

const isWhole = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.every((entry) => !isMap(entry) && !Array.isArray(entry));
  if (!isMap(value) || 'amount' in value) return true;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && key in UNITS;
};

export const quoted = (name: string): string => `"${name}"`;
export const place = (lane: string, stage: string): string => `${quoted(stage)} in lane ${quoted(lane)}`;
export const instead = ({ from, to }: Pick<Difference, 'from' | 'to'>): string => `${valueText(to)} instead of ${valueText(from)}`;
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
