/** The one vocabulary in which journeys are told: moments, durations, money, people and names, in each language. */
import { formatMoney, type Money } from '../money.js';
import type { TimeLimit } from '../span.js';
import { plainText } from './plain-text.js';

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** What a step's moment is counted from. */
export type Anchor = 'due' | 'issue' | 'delivery' | 'expected';
/** So many days, business days or months after it, before it when negative; then the end of that month. */
export interface DayMoment {
  days?: number | undefined;
  /** Of the customer's country. */
  businessDays?: number | undefined;
  months?: number | undefined;
  /** `business`: its last business day. */
  endOfMonth?: true | 'business' | undefined;
  /** The first such day of a month on or after it. */
  dayOfMonth?: number | undefined;
  /** A date of the item, or the name of a step. */
  from: string;
}

export const isAnchor = (from: string): from is Anchor => Object.hasOwn(ANCHORS, from);

export interface Words {
  locale: Locale;
  /** The wording of this language. */
  say(wordings: Record<Locale, string>): string;
  /** A name of the file, quoted: “coming-up”. */
  name(text: string): string;
  /** "3 days". */
  days(count: number): string;
  /** The same after a preposition like "nach": "3 Tagen". */
  ofDays(count: number): string;
  months(count: number): string;
  /** "3 days", "2 business days", "4 hours". */
  span(span: TimeLimit): string;
  /** The same after a preposition like "von": "2 Geschäftstagen". */
  ofSpan(span: TimeLimit): string;
  /** "every 14 days". */
  every(span: { days: number } | { months: number }): string;
  /** A time limit: "within 2 days". */
  within(span: TimeLimit): string;
  /** "3 days before the due date". */
  moment(moment: DayMoment): string;
  /** The same for who does not know steps by our names: "10 days after that call", and without a name for it "after the message before it". */
  namelessMoment(moment: DayMoment, from?: string): string;
  /** The same for a picture: "3 days before due". */
  shortMoment(moment: DayMoment): string;
  money(money: Money): string;
  /** "24 December 2026", of a date `YYYY-MM-DD`. */
  date(date: string): string;
  /** The country of an ISO code. */
  country(code: string): string;
  /** "a, b and c". */
  all(parts: string[]): string;
  /** "a, b or c". */
  any(parts: string[]): string;
}

const ANCHORS: Record<Anchor, Record<Locale, { at: string; from: string; short: string; shortAt: string; ofIt: string }>> = {
  due: {
    en: {
      at: 'on the due date',
      from: 'the due date',
      short: 'due',
      shortAt: 'on the due date',
      ofIt: 'of the due date',
    },
    de: {
      at: 'am Tag der Fälligkeit',
      from: 'Fälligkeit',
      short: 'Fälligkeit',
      shortAt: 'bei Fälligkeit',
      ofIt: 'der Fälligkeit',
    },
  },
  issue: {
    en: {
      at: 'on the day of issue',
      from: 'the day of issue',
      short: 'issue',
      shortAt: 'on issue',
      ofIt: 'of issue',
    },
    de: {
      at: 'am Rechnungsdatum',
      from: 'dem Rechnungsdatum',
      short: 'Rechnungsdatum',
      shortAt: 'am Rechnungsdatum',
      ofIt: 'des Rechnungsdatums',
    },
  },
  delivery: {
    en: {
      at: 'on the day of delivery',
      from: 'delivery',
      short: 'delivery',
      shortAt: 'on delivery',
      ofIt: 'of delivery',
    },
    de: {
      at: 'am Tag der Zustellung',
      from: 'der Zustellung',
      short: 'Zustellung',
      shortAt: 'bei Zustellung',
      ofIt: 'der Zustellung',
    },
  },
  expected: {
    en: {
      at: 'on the day of the payment run on or after the due date',
      from: 'the payment run on or after the due date',
      short: 'expected',
      shortAt: 'when expected',
      ofIt: 'of the payment run on or after the due date',
    },
    de: {
      at: 'am Tag des ersten Zahllaufs ab Fälligkeit',
      from: 'dem ersten Zahllauf ab Fälligkeit',
      short: 'erwartet',
      shortAt: 'wenn erwartet',
      ofIt: 'des ersten Zahllaufs ab Fälligkeit',
    },
  },
};

export function wordsFor(locale: Locale): Words {
  const say: Words['say'] = (wordings) => wordings[locale];
  const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
  const days: Words['days'] = (count) => say({ en: counted(count, 'day', 'days'), de: counted(count, 'Tag', 'Tage') });
  const ofDays: Words['ofDays'] = (count) => say({ en: days(count), de: counted(count, 'Tag', 'Tagen') });
  const months: Words['months'] = (count) => say({ en: counted(count, 'month', 'months'), de: counted(count, 'Monat', 'Monate') });
  const side = (count: number) => (count < 0 ? say({ en: 'before', de: 'vor' }) : say({ en: 'after', de: 'nach' }));
  const joined = (word: string) => (parts: string[]) =>
    parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
  const name: Words['name'] = (text) => say({ en: `“${plainText(text)}”`, de: `„${plainText(text)}“` });
  const businessDays = (count: number) =>
    say({ en: counted(count, 'business day', 'business days'), de: counted(count, 'Geschäftstag', 'Geschäftstage') });
  const hours = (count: number) => say({ en: counted(count, 'hour', 'hours'), de: counted(count, 'Stunde', 'Stunden') });
  const span: Words['span'] = (long) =>
    'days' in long ? days(long.days) : 'hours' in long ? hours(long.hours) : businessDays(long.businessDays);
  const ofSpan: Words['ofSpan'] = (long) =>
    'days' in long
      ? ofDays(long.days)
      : 'hours' in long
        ? hours(long.hours)
        : say({ en: businessDays(long.businessDays), de: counted(long.businessDays, 'Geschäftstag', 'Geschäftstagen') });
  const monthEnd = ({ last, en, de }: { last: boolean; en: string; de: string }) =>
    last
      ? say({ en: `on the last business day of the month ${en}`, de: `am letzten Geschäftstag des Monats${de}` })
      : say({ en: `at the end of the month ${en}`, de: `am Ende des Monats${de}` });
  function momentIn({
    moment,
    at,
    from: after,
    step,
  }: {
    moment: DayMoment;
    at: 'at' | 'shortAt';
    from: 'from' | 'short';
    step?: string;
  }): string {
    const { days: inDays, businessDays: inBusinessDays, months: inMonths = 0, from, endOfMonth, dayOfMonth } = moment;
    const count = inDays ?? inBusinessDays ?? inMonths;
    const anchor = isAnchor(from) ? ANCHORS[from] : null;
    const last = endOfMonth === 'business';
    if (anchor && count === 0 && endOfMonth) return monthEnd({ last, en: anchor.en.ofIt, de: ` ${anchor.de.ofIt}` });
    if (anchor && count === 0 && dayOfMonth)
      return say({
        en: `on the next day ${dayOfMonth} of a month from ${anchor.en.from} on`,
        de: `am nächsten ${dayOfMonth}. eines Monats ab ${anchor.de.from}`,
      });
    if (anchor && count === 0) {
      const day = anchor[locale][at];
      return inBusinessDays === undefined
        ? day
        : say({ en: `${day}, or the next business day`, de: `${day} oder am nächsten Geschäftstag` });
    }
    const long = Math.abs(count);
    const told = `${inDays !== undefined ? days(long) : inBusinessDays !== undefined ? businessDays(long) : months(long)} ${side(count)} ${anchor?.[locale][after] ?? step ?? name(from)}`;
    if (dayOfMonth)
      return say({
        en: `on the next day ${dayOfMonth} of a month, ${told} at the earliest`,
        de: `am nächsten ${dayOfMonth}. eines Monats, frühestens ${told}`,
      });
    return endOfMonth ? monthEnd({ last, en: `that is reached ${told}`, de: `, der ${told} erreicht ist` }) : told;
  }
  const dates = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' });
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  return {
    locale,
    say,
    days,
    ofDays,
    months,
    name,
    every(span) {
      const [count, one, many] =
        'days' in span ? [span.days, ['day', 'jeden Tag'], days(span.days)] : [span.months, ['month', 'jeden Monat'], months(span.months)];
      return count === 1 ? say({ en: `every ${one[0]}`, de: one[1] as string }) : say({ en: `every ${many}`, de: `alle ${many}` });
    },
    span,
    ofSpan,
    within: (limit) =>
      'days' in limit && limit.days === 0
        ? say({ en: 'by the end of the same day', de: 'bis zum Ende desselben Tages' })
        : say({ en: `within ${span(limit)}`, de: `binnen ${ofSpan(limit)}` }),
    moment: (moment) => momentIn({ moment, at: 'at', from: 'from' }),
    namelessMoment: (moment, from) =>
      momentIn({ moment, at: 'at', from: 'from', step: from ?? say({ en: 'the message before it', de: 'der Nachricht davor' }) }),
    shortMoment: (moment) => momentIn({ moment, at: 'shortAt', from: 'short' }),
    date: (date) => dates.format(new Date(`${date}T00:00:00Z`)),
    money: (money) => formatMoney(money, locale),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : plainText(code)),
    all: joined(say({ en: 'and', de: 'und' })),
    any: joined(say({ en: 'or', de: 'oder' })),
  };
}

/** The sentence with a capital letter at its beginning. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
