/** The one vocabulary in which journeys are told: moments, durations, money, people and names, in each language. */
import { formatMoney, type Money } from '../money.js';
import { plainText } from './plain-text.js';

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** What a step's moment is counted from. */
export type Anchor = 'due' | 'issue' | 'delivery';
export interface DayMoment {
  /** Before it when negative. */
  days: number;
  from: Anchor;
}

/** So many days or months from a date of the item, or from a step by its name (null: not by name); then, if asked for, the end of that month. */
export interface Moment {
  days?: number | undefined;
  months?: number | undefined;
  endOfMonth?: boolean | undefined;
  from: Anchor | { step: string | null };
}

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
  /** "every 14 days". */
  every(span: { days: number } | { months: number }): string;
  /** A time limit: "within 2 days". */
  within(span: { days: number }): string;
  /** "3 days before the due date". */
  moment(moment: Moment): string;
  /** The same for a picture: "3 days before due". */
  shortMoment(moment: Moment): string;
  money(money: Money): string;
  /** The country of an ISO code. */
  country(code: string): string;
  /** "a, b and c". */
  all(parts: string[]): string;
  /** "a, b or c". */
  any(parts: string[]): string;
}

const ANCHORS: Record<Anchor, Record<Locale, { at: string; from: string; of: string; short: string; shortAt: string }>> = {
  due: {
    en: { at: 'on the due date', from: 'the due date', of: 'the due date', short: 'due', shortAt: 'on the due date' },
    de: { at: 'am Tag der Fälligkeit', from: 'Fälligkeit', of: 'der Fälligkeit', short: 'Fälligkeit', shortAt: 'bei Fälligkeit' },
  },
  issue: {
    en: { at: 'on the day of issue', from: 'the day of issue', of: 'the day of issue', short: 'issue', shortAt: 'on issue' },
    de: {
      at: 'am Rechnungsdatum',
      from: 'dem Rechnungsdatum',
      of: 'des Rechnungsdatums',
      short: 'Rechnungsdatum',
      shortAt: 'am Rechnungsdatum',
    },
  },
  delivery: {
    en: { at: 'on the day of delivery', from: 'delivery', of: 'delivery', short: 'delivery', shortAt: 'on delivery' },
    de: { at: 'am Tag der Zustellung', from: 'der Zustellung', of: 'der Zustellung', short: 'Zustellung', shortAt: 'bei Zustellung' },
  },
};

export function wordsFor(locale: Locale): Words {
  const say: Words['say'] = (wordings) => wordings[locale];
  const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
  const name: Words['name'] = (text) => say({ en: `“${plainText(text)}”`, de: `„${plainText(text)}“` });
  const days: Words['days'] = (count) => say({ en: counted(count, 'day', 'days'), de: counted(count, 'Tag', 'Tage') });
  const ofDays: Words['ofDays'] = (count) => say({ en: days(count), de: counted(count, 'Tag', 'Tagen') });
  const months: Words['months'] = (count) => say({ en: counted(count, 'month', 'months'), de: counted(count, 'Monat', 'Monate') });
  const side = (count: number) => (count < 0 ? say({ en: 'before', de: 'vor' }) : say({ en: 'after', de: 'nach' }));
  const joined = (word: string) => (parts: string[]) =>
    parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
  const anchorOf = ({ from }: Moment) => {
    if (typeof from === 'string') return ANCHORS[from][locale];
    const step = from.step === null ? say({ en: 'the message before it', de: 'der Nachricht davor' }) : name(from.step);
    return { at: step, from: step, of: step, short: step, shortAt: step };
  };
  const distanceTo = ({ moment, from }: { moment: Moment; from: string }): string | null => {
    const count = moment.days ?? moment.months ?? 0;
    if (count === 0) return null;
    const span = moment.days === undefined ? months(Math.abs(count)) : days(Math.abs(count));
    return `${span} ${side(count)} ${from}`;
  };
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
    within: (span) =>
      span.days === 0
        ? say({ en: 'by the end of the same day', de: 'bis zum Ende desselben Tages' })
        : say({ en: `within ${days(span.days)}`, de: `binnen ${ofDays(span.days)}` }),
    moment(moment) {
      const anchor = anchorOf(moment);
      const distance = distanceTo({ moment, from: anchor.from });
      if (moment.endOfMonth && distance === null)
        return say({ en: `at the end of the month of ${anchor.of}`, de: `am Ende des Monats ${anchor.of}` });
      if (moment.endOfMonth)
        return say({ en: `at the end of the month that is reached ${distance}`, de: `am Ende des Monats, der ${distance} erreicht ist` });
      return distance ?? anchor.at;
    },
    shortMoment(moment) {
      const anchor = anchorOf(moment);
      const distance = distanceTo({ moment, from: anchor.short });
      if (moment.endOfMonth) return `${say({ en: 'month end', de: 'Monatsende' })} ${distance ?? anchor.shortAt}`;
      return distance ?? anchor.shortAt;
    },
    money: (money) => formatMoney(money, locale),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : plainText(code)),
    all: joined(say({ en: 'and', de: 'und' })),
    any: joined(say({ en: 'or', de: 'oder' })),
  };
}

/** The sentence with a capital letter at its beginning. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
