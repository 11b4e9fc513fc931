/**
 * What an import will do, before it does anything. Pure.
 * 1. The ids of customers, items and facts follow from the file, so that the same file again plans nothing.
 * 2. Only an item that is new, open and overdue gets the hold `imported`: what Duly already knows goes its way.
 * 3. An invoice that is settled in the file is paid by what is still open on it in the books, so no money is booked twice.
 */
import { createHash } from 'node:crypto';
import type { NewCustomer } from '../activities/ports/books.js';
import { dateAt, type Instant, type LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Report } from '../domain/facts.js';
import { accountId } from '../domain/ledger/account-id.js';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
import { customerOf, itemIdOf, type Story, storiesOf } from '../domain/replay/story.js';
import type { Stoppable } from '../domain/rows.js';
import type { CustomerDetails } from './columns.js';

/** What the books hold already of the customers and invoices of a file. */
export interface KnownBooks {
  /** By external id. */
  customers: Map<string, { id: string; deliverBy: string }>;
  /** By `itemKey`. */
  items: Map<string, KnownItem>;
  /** External ids of facts of the source `import`. */
  facts: Set<string>;
}
export interface KnownItem {
  id: string;
  accountId: string;
  /** Minor units. */
  amount: number;
  open: number;
  currency: string;
  dueOn: LocalDate;
}

export interface ImportPlan {
  customers: PlannedCustomer[];
  counts: ImportCounts;
}

/** One customer's part; reports that belong together stand in one batch, and each batch is one transaction. */
export interface PlannedCustomer {
  id: string;
  create: NewCustomer | null;
  batches: Report[][];
}

/** How many rows of each kind the import adds, and how many stood in the books before. */
export interface ImportCounts {
  customers: { added: number; known: number };
  invoices: { added: number; known: number };
  payments: { added: number; known: number };
  /** Customers who changed from paper to electronic invoices. */
  deliveryChanges: number;
  /** Open items already overdue, held until a person releases them. */
  held: number;
}

interface PlanInput {
  file: string;
  invoices: ImportedInvoice[];
  details: Map<string, CustomerDetails>;
  known: KnownBooks;
  currency: string;
  legalEntity: { id: string; country: string };
  journeyId: string;
  now: Instant;
}

const SOURCE = 'import';
const HELD: Stoppable[] = ['reminders', 'collecting', 'escalation', 'interest'];
const BATCH = 100;

/** Throws `file_invalid` with every row that contradicts the calendar or the books; then nothing is to be imported. */
export function planImport(input: PlanInput): ImportPlan {
  const { invoices, known, legalEntity } = input;
  const counts: ImportCounts = {
    customers: { added: 0, known: 0 },
    invoices: { added: 0, known: 0 },
    payments: { added: 0, known: 0 },
    deliveryChanges: 0,
    held: 0,
  };
  const today = dateAt(input.now, 'UTC');
  const findings = invoices.flatMap((invoice) => findingsOf({ invoice, today, currency: input.currency, known, legalEntity }));
  if (findings.length > 0) throw contradictions({ file: input.file, findings });
  const customers = storiesOf({ invoices, customers: invoices.length }).map((story) => planCustomer({ ...input, story, today, counts }));
  return { customers, counts };
}

/** Our id of a customer who comes with a file. */
export const importedCustomerId = ({ legalEntityId, externalId }: { legalEntityId: string; externalId: string }): string =>
  `cus_${slug(legalEntityId)}_${slug(externalId)}`;

/** The key of `KnownBooks.items`. */
export const itemKey = ({ customerId, number }: { customerId: string; number: string }): string => `${customerId} ${number}`;

/** The text if it is plain already; else its plain characters with a hash of all, so that different texts stay different. */
export function slug(text: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(text)) return text;
  const plain = text.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 40);
  return `${plain}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

function planCustomer({
  story,
  today,
  counts,
  known,
  details,
  currency,
  legalEntity,
  journeyId,
  now,
}: PlanInput & { story: Story; today: LocalDate; counts: ImportCounts }): PlannedCustomer {
  const externalId = story.customer;
  const there = known.customers.get(externalId);
  const id = there?.id ?? importedCustomerId({ legalEntityId: legalEntity.id, externalId });
  const { country = legalEntity.country, email = null } = details.get(externalId) ?? {};
  const customer = { ...customerOf({ id, story, currency, journeyId, legalEntityId: legalEntity.id, shift: 0 }), country };
  const create = there
    ? null
    : { customer, externalId, name: externalId, contacts: [{ purpose: 'all' as const, name: externalId, email }], recordedAt: now };
  counts.customers[there ? 'known' : 'added'] += 1;
  const account = accountId({ customerId: id, legalEntityId: legalEntity.id, currency });
  let deliverBy = there?.deliverBy ?? customer.deliverBy;

  const units = story.days.flatMap((day) =>
    day.events.map((event): Report[] => {
      if (event.what === 'paperless') {
        const externalFact = `${id}/paperless`;
        if (day.on > today || deliverBy !== 'paper' || known.facts.has(externalFact)) return [];
        deliverBy = 'email';
        counts.deliveryChanges += 1;
        return [
          {
            type: 'customer.changed',
            source: SOURCE,
            externalId: externalFact,
            effectiveOn: day.on,
            data: { set: { deliverBy: 'email' } },
          },
        ];
      }
      const { invoice } = event;
      const item = known.items.get(itemKey({ customerId: id, number: invoice.invoice }));
      const itemId = item?.id ?? itemIdOf({ customerId: id, invoice: slug(invoice.invoice) });
      if (event.what === 'settled') {
        const amount = item ? item.open : invoice.amount;
        const isNew = amount > 0 && !known.facts.has(`${itemId}/settled`);
        counts.payments[isNew ? 'added' : 'known'] += 1;
        return isNew ? [settled({ itemId, accountId: item?.accountId ?? account, amount, currency, on: day.on })] : [];
      }
      counts.invoices[item ? 'known' : 'added'] += 1;
      if (item) return [];
      const isHeld = invoice.settledOn === null && invoice.dueOn < today;
      if (isHeld) counts.held += 1;
      return [issued({ itemId, accountId: account, invoice, currency }), ...(isHeld ? [held({ itemId, today })] : [])];
    }),
  );
  return { id, create, batches: inBatches(units) };
}

function issued({
  itemId,
  accountId: account,
  invoice,
  currency,
}: {
  itemId: string;
  accountId: string;
  invoice: ImportedInvoice;
  currency: string;
}): Report {
  return {
    type: 'invoice.issued',
    source: SOURCE,
    externalId: `${itemId}/issued`,
    effectiveOn: invoice.issuedOn,
    data: {
      itemId,
      accountId: account,
      number: invoice.invoice,
      amount: invoice.amount,
      currency,
      dueOn: invoice.dueOn,
      delivery: 'delivered',
      orderIds: [],
    },
  };
}

function held({ itemId, today }: { itemId: string; today: LocalDate }): Report {
  return {
    type: 'hold.placed',
    source: SOURCE,
    externalId: `${itemId}/imported`,
    effectiveOn: today,
    data: { holdId: `hold/${itemId}/imported`, kind: 'imported', scope: 'item', subject: itemId, stops: HELD, endsAt: null },
  };
}

function settled({
  itemId,
  accountId: account,
  amount,
  currency,
  on,
}: {
  itemId: string;
  accountId: string;
  amount: number;
  currency: string;
  on: LocalDate;
}): Report {
  return {
    type: 'payment.received',
    source: SOURCE,
    externalId: `${itemId}/settled`,
    effectiveOn: on,
    data: {
      paymentId: `pay_${itemId}`,
      accountId: account,
      amount,
      currency,
      shares: [{ itemId, amount }],
      apply: 'named',
      chargeId: null,
      attemptId: null,
      reference: null,
    },
  };
}

function inBatches(units: Report[][]): Report[][] {
  const batches: Report[][] = [];
  for (const unit of units) {
    const last = batches.at(-1);
    if (last && last.length + unit.length <= BATCH) last.push(...unit);
    else if (unit.length > 0) batches.push([...unit]);
  }
  return batches;
}

function findingsOf({
  invoice,
  today,
  currency,
  known,
  legalEntity,
}: Pick<PlanInput, 'known' | 'currency' | 'legalEntity'> & { invoice: ImportedInvoice; today: LocalDate }): string[] {
  const { invoice: number, customer, issuedOn, settledOn, amount, dueOn } = invoice;
  const findings: string[] = [];
  if (issuedOn > today) findings.push(`invoice ${number}: it is issued on ${issuedOn}, which is still to come`);
  if (settledOn && settledOn > today) findings.push(`invoice ${number}: it is settled on ${settledOn}, which is still to come`);
  const customerId = known.customers.get(customer)?.id ?? importedCustomerId({ legalEntityId: legalEntity.id, externalId: customer });
  const item = known.items.get(itemKey({ customerId, number }));
  if (item && (item.amount !== amount || item.currency !== currency || item.dueOn !== dueOn))
    findings.push(
      `invoice ${number}: the books have it with ${item.amount} ${item.currency} minor units due on ${item.dueOn}, the file with ${amount} ${currency} due on ${dueOn}`,
    );
  return findings;
}

const SHOWN = 20;
function contradictions({ file, findings }: { file: string; findings: string[] }): DulyError {
  const lines = findings.slice(0, SHOWN).map((finding) => `${file}: ${finding}`);
  if (findings.length > SHOWN) lines.push(`… and ${findings.length - SHOWN} more.`);
  return new DulyError({ code: 'file_invalid', message: `${lines.join('\n')}\nNothing was imported. Correct these rows and try again.` });
}
