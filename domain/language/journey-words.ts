import { HOLD_KINDS } from '../holds/index.js';
import type { LongMap, Read, Words } from './words.js';

const HOLD_WORDS: Words[] = Object.values(HOLD_KINDS).map(({ words }) => words);

/** The sentences of the parts of a journey that are no stage. */
export const JOURNEY_WORDS: Readonly<Record<'contact' | 'holds', Words>> = {
  contact: {
    grammar: `
  ContactHours = time "to" time Where
  Where = "where" "the" "customer" "is" -- customer
        | "in" zone -- zone
  zone (a time zone like Europe/Berlin) = (letter | "/" | "_" | "+" | "-" | digit)+
  ContactApart = NonemptyListOf<Apart, ",">
  Apart = ("reminders" | "surveys") Days
  ContactTogether = "all" "invoices" "of" "an" "account" "in" "one" "message"
`,
    actions: {
      ContactHours: (at, _to, until, zone) => ({ at: at.long(), until: until.long(), zone: zone.long() }),
      Where_customer: () => 'customer',
      Where_zone: (_in, zone) => zone.sourceString,
      ContactApart: (list) => Object.assign({}, ...list.asIteration().children.map((part) => (part as typeof list).long() as LongMap)),
      Apart: (what, days) => ({ [what.sourceString]: (days.long() as { days: number }).days }),
      ContactTogether: () => true,
    },
    settings: {
      hours: {
        rule: 'ContactHours',
        example: '09:00 to 17:00 where the customer is',
        put: (into, said) => Object.assign(into, said),
      },
      apart: { rule: 'ContactApart', example: 'reminders 3 days, surveys 7 days' },
      together: { rule: 'ContactTogether', example: 'all invoices of an account in one message' },
    },
  },
  holds: {
    grammar: `
  HoldsAfterwards = Days "of" "peace"
${HOLD_WORDS.map(({ grammar }) => grammar).join('')}`,
    actions: Object.assign({ HoldsAfterwards: (days: Read) => days.long() }, ...HOLD_WORDS.map(({ actions }) => actions)),
    settings: Object.assign(
      { afterwards: { rule: 'HoldsAfterwards', example: '5 days of peace' } },
      ...HOLD_WORDS.map(({ settings }) => settings),
    ),
  },
};
