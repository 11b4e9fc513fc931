import type { Words } from '../../language/words.js';

export const words: Words = {
  grammar: `
  InvoicingDue = Days "after" "issue"
`,
  actions: { InvoicingDue: (days) => days.long() },
  settings: { due: { rule: 'InvoicingDue', example: '30 days after issue' } },
};
