/** Days of rest by country where they are not Saturday and Sunday: those of Unicode's Common Locale Data Repository 44, 0 is Sunday. */
const FRIDAY_AND_SATURDAY = [5, 6];
const OTHER: Readonly<Record<string, readonly number[]>> = {
  AF: [4, 5],
  IR: [5],
  IN: [0],
  UG: [0],
  ...Object.fromEntries(
    ['BH', 'DZ', 'EG', 'IL', 'IQ', 'JO', 'KW', 'LY', 'OM', 'QA', 'SA', 'SD', 'SY', 'YE'].map((country) => [country, FRIDAY_AND_SATURDAY]),
  ),
};
const SATURDAY_AND_SUNDAY = [6, 0];

/** The weekdays on which a country (ISO code) rests, 0 is Sunday; one that is not known rests on Saturday and Sunday. */
export const weekendOf = (country: string): readonly number[] => (Object.hasOwn(OTHER, country) && OTHER[country]) || SATURDAY_AND_SUNDAY;
