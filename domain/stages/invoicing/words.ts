import type { Words } from '../../language/words.js';

/** The customer's own day comes first, whether the line says so or not. */
export const words: Words = {
  grammar: `
  InvoicingDue = InvoicingOwnDay? Days "after" "issue"
  InvoicingOwnDay = "on" "the" "customer's" "own" "day" "," "else"
`,
  actions: { InvoicingDue: (_ownDay, days) => days.long() },
  settings: { due: { rule: 'InvoicingDue', example: '30 days after issue' } },
};
