import { join } from 'node:path';
import { openJournal } from './journal.js';
import type { CardProblem } from './refusal.js';

export interface Customer {
  id: string;
  object: 'customer';
  created: number;
  description: string | null;
  email: string | null;
  livemode: false;
  metadata: Record<string, string>;
  name: string | null;
}

export interface Method {
  id: string;
  object: 'payment_method';
  type: 'card';
  card: { brand: 'visa'; last4: string };
  livemode: false;
}

export interface Intent {
  id: string;
  object: 'payment_intent';
  allowed_payment_method_types: 'card'[] | null;
  amount: number;
  amount_received: number;
  capture_method: 'automatic';
  client_secret: null;
  confirmation_method: 'automatic';
  created: number;
  currency: string;
  customer: string | null;
  description: string | null;
  last_payment_error: CardProblem | null;
  latest_charge: string | null;
  livemode: false;
  metadata: Record<string, string>;
  next_action: null;
  payment_method: string | null;
  payment_method_types: string[];
  status: 'requires_payment_method' | 'requires_confirmation' | 'succeeded';
}

/** One try to take money, whether it succeeded or not. Amount in Stripe's units. */
export interface Charge {
  id: string;
  intent: string;
  amount: number;
  currency: string;
  method: string;
  status: 'succeeded' | 'failed';
  /** The decline code of a failed charge. */
  code?: string;
  metadata: Record<string, string>;
  idempotencyKey?: string;
  at: string;
}

/** Status and body of an HTTP response. */
export interface Answer {
  status: number;
  body: unknown;
}

/** All that one request changed, with its answer: one entry, so that no crash can part them. */
export interface Entry {
  at: string;
  request: string;
  key?: string;
  /** A hash of path and parameters: the same for the same request. */
  fingerprint: string;
  made: { customer?: Customer; method?: { object: Method; behaves: string }; intent?: Intent; charge?: Charge };
  answer: Answer;
}

export interface Books {
  /** What was answered under an idempotency key. Keys are kept for ever. */
  answered(key: string): Pick<Entry, 'request' | 'fingerprint' | 'answer'> | undefined;
  customer(id: string): Customer | undefined;
  /** A payment method made here, and the test card it behaves like. */
  method(id: string): { object: Method; behaves: string } | undefined;
  intent(id: string): Intent | undefined;
  /** Newest first. */
  intents(): Intent[];
  /** Oldest first. */
  charges(): readonly Charge[];
  /** How many charges a payment method has had, over all intents. */
  chargesOf(method: string): number;
  /** Resolves when the entry is on the disk; only then it is seen by the readers above. One at a time. */
  record(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

/** The gateway's memory: everything in it comes from `<home>/books.jsonl` and is there before anybody can read it. Throws what `openJournal` throws. */
export async function openBooks(home: string): Promise<Books> {
  const journal = await openJournal<Entry>(join(home, 'books.jsonl'));
  const answers = new Map<string, Pick<Entry, 'request' | 'fingerprint' | 'answer'>>();
  const customers = new Map<string, Customer>();
  const methods = new Map<string, { object: Method; behaves: string }>();
  const intents = new Map<string, Intent>();
  const charges: Charge[] = [];
  const chargeCounts = new Map<string, number>();

  const apply = ({ key, request, fingerprint, answer, made }: Entry) => {
    if (key !== undefined) answers.set(key, { request, fingerprint, answer });
    if (made.customer) customers.set(made.customer.id, made.customer);
    if (made.method) methods.set(made.method.object.id, made.method);
    if (made.intent) intents.set(made.intent.id, made.intent);
    if (made.charge) {
      charges.push(made.charge);
      chargeCounts.set(made.charge.method, (chargeCounts.get(made.charge.method) ?? 0) + 1);
    }
  };
  journal.entries.forEach(apply);

  return {
    answered: (key) => answers.get(key),
    customer: (id) => customers.get(id),
    method: (id) => methods.get(id),
    intent: (id) => intents.get(id),
    intents: () => [...intents.values()].reverse(),
    charges: () => charges,
    chargesOf: (method) => chargeCounts.get(method) ?? 0,
    async record(entry) {
      await journal.append(entry);
      apply(entry);
    },
    close: journal.close,
  };
}
