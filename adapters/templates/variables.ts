/** What a template may use, in one table: the reference lists it, `duly check` judges templates by it, and a test holds it to the values that messages are rendered with. */

export interface TemplateVariable {
  /** With `[]` for each member of a list, like `items[].number`. */
  path: string;
  type: 'text' | 'date' | 'money' | 'number' | 'list' | 'yes or no';
  /** Not always there: ask with `{% if … %}` first. */
  maybe?: true;
  /** There only in messages of this use. */
  only?: 'failure' | 'statement' | 'survey';
  about: string;
}

export const TEMPLATE_VARIABLES: readonly TemplateVariable[] = [
  { path: 'customer.name', type: 'text', about: 'the customer' },
  { path: 'contact.name', type: 'text', about: 'who is written to; the customer’s name where nobody is known' },
  { path: 'sender.name', type: 'text', about: 'our legal entity' },
  { path: 'sender.person', type: 'yes or no', maybe: true, about: 'whether somebody of ours signs, by the line `written in`' },
  { path: 'sender.person.name', type: 'text', maybe: true, about: 'who signs' },
  { path: 'sender.person.telephone', type: 'text', maybe: true, about: 'the telephone number, where the journey says so and one is known' },
  { path: 'items', type: 'list', about: 'the invoices that the message is about, oldest due first; empty in surveys' },
  { path: 'items[].number', type: 'text', about: 'the number on the invoice' },
  { path: 'items[].issuedOn', type: 'date', about: 'its date' },
  { path: 'items[].dueOn', type: 'date', about: 'the day on which it falls due' },
  { path: 'items[].daysLate', type: 'number', about: 'days since then; below zero before' },
  { path: 'items[].amount', type: 'money', about: 'what it was issued over' },
  { path: 'items[].open', type: 'money', about: 'what is open on it, whatever of that is asked for' },
  { path: 'items[].asked', type: 'money', about: 'what is asked for now' },
  { path: 'items[].costs', type: 'yes or no', maybe: true, about: 'whether interest or a fee is claimed with this message' },
  { path: 'items[].costs.interest', type: 'money', maybe: true, about: 'the interest in it' },
  { path: 'items[].costs.fee', type: 'money', maybe: true, about: 'the fee in it' },
  { path: 'items[].disputed', type: 'money', maybe: true, about: 'the part that is held and not asked for' },
  {
    path: 'items[].onItsWay',
    type: 'money',
    maybe: true,
    about: 'the part for which a cheque is with the bank, and which is not asked for',
  },
  {
    path: 'items[].promised',
    type: 'yes or no',
    maybe: true,
    about: 'whether a part is promised for a later day and not asked for',
  },
  { path: 'items[].promised.amount', type: 'money', maybe: true, about: 'that part' },
  { path: 'items[].promised.by', type: 'date', maybe: true, about: 'the day for which it is promised' },
  { path: 'items[].prepaid', type: 'yes or no', about: 'whether it is to be paid before delivery, by its due date or not at all' },
  { path: 'items[].lines', type: 'list', about: 'what the invoice is for' },
  { path: 'items[].lines[].description', type: 'text', about: 'as its maker wrote it' },
  { path: 'items[].lines[].amount', type: 'money', about: 'tax included' },
  { path: 'total', type: 'money', about: 'the sum of what is asked for' },
  { path: 'failure.reasonClass', type: 'text', only: 'failure', about: 'why the payment failed, as `failure-codes` has it' },
  {
    path: 'failure.nextTryOn',
    type: 'date',
    maybe: true,
    only: 'failure',
    about: 'the day of the next try, if it is tried again by itself',
  },
  { path: 'promise.amount', type: 'money', maybe: true, about: 'what was promised, in messages about a promise' },
  { path: 'promise.by', type: 'date', maybe: true, about: 'the day for which it was promised' },
  { path: 'promise.paid', type: 'money', maybe: true, about: 'what of it came in time' },
  { path: 'promise.missing', type: 'money', maybe: true, about: 'what of it did not' },
  { path: 'promise.open', type: 'money', maybe: true, about: 'what of the invoice is open' },
  { path: 'cheque.number', type: 'text', maybe: true, about: 'the number of the cheque that came back, in messages about a cheque' },
  { path: 'cheque.amount', type: 'money', maybe: true, about: 'what it was over' },
  { path: 'cheque.reason', type: 'text', maybe: true, about: 'why, as `no-funds`' },
  { path: 'statement.balance', type: 'money', only: 'statement', about: 'all that is open on the account' },
  { path: 'statement.unapplied', type: 'money', only: 'statement', about: 'what has come and is not applied to an invoice yet' },
  { path: 'statement.unlisted', type: 'number', only: 'statement', about: 'how many invoices are open beside those listed' },
  { path: 'plan.endsOn', type: 'date', maybe: true, about: 'the day on which the payment plan ends, in messages about a plan' },
  { path: 'plan.missed', type: 'money', maybe: true, about: 'what of its instalments is late' },
  { path: 'plan.rest', type: 'money', maybe: true, about: 'all that is left of it' },
  { path: 'survey.kind', type: 'text', only: 'survey', about: '`csat` or `nps`' },
  { path: 'survey.link', type: 'text', only: 'survey', about: 'where it is answered' },
  {
    path: 'survey.card',
    type: 'yes or no',
    maybe: true,
    only: 'survey',
    about: 'whether a card lies in the letter on which it is answered',
  },
  {
    path: 'survey.card.number',
    type: 'text',
    maybe: true,
    only: 'survey',
    about: 'the number by which somebody of ours enters the answer',
  },
  { path: 'locale', type: 'text', about: 'the language in which amounts and dates are written' },
  { path: 'sentOn', type: 'date', about: 'the day of the message' },
  { path: 'mixed', type: 'yes or no', about: 'whether some of the invoices are overdue and some are not' },
];
