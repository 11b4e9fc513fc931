import type { Words } from '../../language/words.js';

/** The customer's own day comes first, whether the line says so or not. */
export const words: Words = {
  grammar: `
  InvoicingCycle = "the" "customer's" "own" "," "else" "with" "each" "order" -- own
                 | "monthly" "on" InvoicingDay "," "one" "invoice" "for" "the" "month" -- monthly
  InvoicingDay = "day" number -- day
               | "the" "last" businessDay -- business
  InvoicingDue = InvoicingOwnDay? Days "after" "issue"
  InvoicingOwnDay = "on" "the" "customer's" "own" "day" "," "else"
  InvoicingPrepaid = "payable" "before" "delivery" "," "lapses" "after" Days
`,
  actions: {
    InvoicingCycle_own: () => ({ customer: true }),
    InvoicingCycle_monthly: (_monthly, _on, day) => ({ monthly: day.long() }),
    InvoicingDay_day: (_day, number) => ({ dayOfMonth: number.long() }),
    InvoicingDay_business: () => ({ lastBusinessDay: true }),
    InvoicingDue: (_ownDay, days) => days.long(),
    InvoicingPrepaid: (...parts) => parts.at(-1)?.long(),
  },
  settings: {
    cycle: { rule: 'InvoicingCycle', example: 'monthly on the last business day, one invoice for the month' },
    due: { rule: 'InvoicingDue', example: '30 days after issue' },
    prepaid: { rule: 'InvoicingPrepaid', example: 'payable before delivery, lapses after 14 days' },
  },
};
