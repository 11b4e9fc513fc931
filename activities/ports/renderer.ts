/** Turns a template and its values into a finished mail. Amounts and dates come as values; the template's locale writes them. */
export interface Renderer {
  /** Throws `invalid_request` with template and line where a template is missing or wrong. */
  render(request: {
    template: string;
    locale: string;
    /** The language of a message without a text in the locale's; English without it. */
    otherwise?: string | undefined;
    values: MessageValues;
    headers: MessageHeaders;
  }): Promise<{ bytes: Uint8Array; subject: string }>;
}

export interface MessageHeaders {
  from: { name: string; address: string };
  to: { name: string; address: string };
  /** Others of the customer whom it is for. */
  also?: readonly { name: string; address: string }[];
  /** Who of ours gets a copy. */
  copies?: readonly { name: string; address: string }[];
  /** Where replies go; to the sender where it is left out. */
  replyTo?: { name: string; address: string } | undefined;
  /** With angle brackets; the same for every try. */
  messageId: string;
  /** The moment of the message, ms UTC. */
  date: number;
}

/** Minor units. */
interface Amount {
  amount: number;
  currency: string;
}

/** What every template may use. Money is minor units with its currency; dates are `YYYY-MM-DD`. */
export interface MessageValues {
  customer: { name: string };
  contact: { name: string };
  /** `person`: who of ours signs. */
  sender: { name: string; person: { name: string; telephone: string | null } | null };
  /** The items that the message names, oldest due first. */
  items: {
    number: string;
    issuedOn: string;
    dueOn: string;
    /** Negative before the due date. */
    daysLate: number;
    amount: { amount: number; currency: string };
    /** What is open on it, whatever of that is asked for. */
    open: { amount: number; currency: string };
    /** What is asked for now. */
    asked: { amount: number; currency: string };
    /** Interest and fees that this message claims: part of `asked`. */
    costs: { interest: { amount: number; currency: string }; fee: { amount: number; currency: string } } | null;
    /** The part that is disputed and not asked for. */
    disputed: { amount: number; currency: string } | null;
    /** The part for which money is on its way: a cheque is with the bank. */
    onItsWay: { amount: number; currency: string } | null;
    /** The part that is promised for a later day and not asked for. */
    promised: { amount: { amount: number; currency: string }; by: string } | null;
    /** It is to be paid before delivery, by its due date or not at all. */
    prepaid: boolean;
    lines: { description: string; amount: { amount: number; currency: string } }[];
  }[];
  /** The sum of what is asked for. */
  total: { amount: number; currency: string };
  /** For payment failures: what was tried and when the next try is. */
  failure: { reasonClass: string; nextTryOn: string | null } | null;
  /** The promise to pay that it is about: what came of it in time, what is missing, and what of the invoice is open beside. */
  promise: { amount: Amount; by: string; paid: Amount; missing: Amount; open: Amount } | null;
  /** For statements: what the account owes in all, what it has paid that is not applied yet, and how many more invoices are open than are listed. */
  statement: { balance: Amount; unapplied: Amount; unlisted: number } | null;
  /** The cheque that came back: its number, its amount and why, as `no-funds`. */
  cheque: { number: string; amount: Amount; reason: string } | null;
  /** The payment plan that it is about: the day on which it ends, what of it is late, and all that is left. */
  plan: { endsOn: string; missed: Amount; rest: Amount } | null;
  /** `card`: it is answered on the card that lies in the letter, with the number by which the answer is entered. */
  survey: { kind: 'csat' | 'nps'; link: string; card: { number: string } | null } | null;
}
