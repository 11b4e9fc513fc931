/** The ratios by which receivables are judged. Money in minor units of one currency; days and percents with fractions; null where nothing was sold. */

/** Days sales outstanding: receivables at the end ÷ sales of a period × the days of that period. */
export const dsoSimple = ({ receivables, sales, days }: { receivables: number; sales: number; days: number }): number | null =>
  sales > 0 ? (receivables / sales) * days : null;

/**
 * Days sales outstanding by counting back: the sales of the newest month are taken from the receivables, then those of the month before, as long as they
 * cover it; each month taken whole counts its days, the last one in part. Null where older sales than are known would be needed.
 */
export function dsoCountback({
  receivables,
  months,
}: {
  receivables: number;
  months: readonly { sales: number; days: number }[];
}): number | null {
  let left = receivables;
  let days = 0;
  for (const month of months) {
    if (left <= 0) return days;
    if (left < month.sales) return days + (left / month.sales) * month.days;
    left -= month.sales;
    days += month.days;
  }
  return left > 0 ? null : days;
}

/** Collection effectiveness index: of what could be collected in a period, how much was, in percent. What is not yet due could not. */
export function cei({
  opening,
  sales,
  closing,
  closingCurrent,
}: {
  opening: number;
  sales: number;
  closing: number;
  /** The part of `closing` that is not overdue. */
  closingCurrent: number;
}): number | null {
  const collectable = opening + sales - closingCurrent;
  return collectable > 0 ? ((opening + sales - closing) / collectable) * 100 : null;
}

/** To two digits behind the point. */
export const rounded = <T extends number | null>(value: T): T => (value === null ? value : Math.round(value * 100) / 100) as T;
