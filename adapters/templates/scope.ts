import type { MessageValues } from '../../activities/ports/renderer.js';

/** What a template sees beside the values of the port. */
export function scopeOf({
  values,
  locale,
  languages,
  date,
}: {
  values: MessageValues;
  /** In which amounts and dates are written. */
  locale: string;
  /** In which parts are looked for, in turn. */
  languages: readonly string[];
  /** The moment of the message, ms UTC. */
  date: number;
}): object {
  return { ...values, locale, languages, sentOn: new Date(date).toISOString().slice(0, 10), mixed: mixed(values) };
}

const mixed = ({ items }: MessageValues): boolean =>
  items.some(({ daysLate }) => daysLate > 0) && items.some(({ daysLate }) => daysLate <= 0);
