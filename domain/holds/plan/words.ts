import { nameOf, type Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/** `plan: stop its invoices, chase its instalments, 3 days of grace, ends after 2 missed in a row, 7 days after Plan ends`. */
export const planWords: Words = {
  grammar: `
  HoldsPlan = "stop" "its" "invoices" "," "chase" "its" "instalments" ("," PlanGrace)? ("," PlanEnds)? ("," PlanNotice)?
  PlanGrace = HoldSpan "of" "grace"
  PlanEnds = "ends" "after" number "missed" (PlanInARow | PlanOf)
  PlanInARow = "in" "a" "row"
  PlanOf = "of" number
  PlanNotice = Days "after" planNotice
  planNotice (the name of a message) = letter (~nameEnd any)*
`,
  actions: {
    HoldsPlan: (_stop, _its, _invoices, _c1, _chase, _its2, _instalments, _c2, grace, _c3, ends, _c4, notice) =>
      Object.assign({}, ...[grace, ends, notice].flatMap(saidIn)),
    PlanGrace: (days) => ({ grace: days.long() }),
    PlanEnds(_ends, _after, count, _missed, how) {
      const of = how.long() as number | undefined;
      return { ends: of === undefined ? { missedInARow: count.long() } : { missed: count.long(), of } };
    },
    PlanInARow: () => undefined,
    PlanOf: (_of, count) => count.long(),
    PlanNotice: (days, _after, message) => ({ notice: { send: message.long(), ...(days.long() as object) } }),
    planNotice: (first, rest) => nameOf([first, rest]),
  },
  settings: {
    plan: {
      rule: 'HoldsPlan',
      example: 'stop its invoices, chase its instalments, 3 days of grace, ends after 2 missed in a row, 7 days after Plan ends',
    },
  },
};
