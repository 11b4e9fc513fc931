/**
 * What an import will do, before it does anything. Pure.
 * 1. The ids of customers, items and facts follow from the file, so that the same file again plans nothing.
 * 2. Only an item that is new, open and overdue, and of which nobody says how far it was chased, gets the hold `imported`: what Duly already knows
 *    goes its way, and one whose last step is named goes on after that.
 * 3. An invoice that is settled in the file is paid by what is still open on it in the books, so no money is booked twice.
 */
import type { NewCustomer } from '../activities/ports/books.js';
import { dateAt, type Instant, type LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Report } from '../domain/facts.js';
import type { Journey } from '../domain/journey/journey.js';
import { itemSteps, stepsUpTo } from '../domain/journey/ladder.js';
import { accountId } from '../domain/ledger/account-id.js';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
import { customerOf, itemIdOf, type Story, storiesOf } from '../domain/replay/story.js';
import type { CustomerDetails } from './columns.js';
import type { Earlier } from './earlier-steps.js';
import { importedCustomerId, slug } from './import-ids.js';
import { held, IMPORT_SOURCE, issued, settled, taken } from './import-reports.js';

/** What the books hold already of the customers and invoices of a file. */
export interface KnownBooks {
  /** By external id. */
  customers: Map<string, { id: string; deliverBy: string; journey: Journey }>;
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
  /** Open items already overdue of which no last step is named, held until a person releases them. */
  held: number;
  /** Steps that others had taken, and of how many new invoices. */
  takenOver: { invoices: number; steps: number };
}

interface PlanInput {
  file: string;
  invoices: ImportedInvoice[];
  details: Map<string, CustomerDetails>;
  /** What was done before, by invoice number. */
  earlier: Map<string, Earlier>;
  known: KnownBooks;
  currency: string;
  legalEntity: { id: string; country: string };
  /** Of new customers. */
  journey: Journey;
  journeyId: string;
  now: Instant;
}

const BATCH = 100;

/** Throws `file_invalid` with every row that contradicts the calendar or the books; then nothing is to be imported. */
export function planImport(input: PlanInput): ImportPlan {
  const { invoices } = input;
  const counts: ImportCounts = {
    customers: { added: 0, known: 0 },
    invoices: { added: 0, known: 0 },
    payments: { added: 0, known: 0 },
    deliveryChanges: 0,
    held: 0,
    takenOver: { invoices: 0, steps: 0 },
  };
  const today = dateAt(input.now, 'UTC');
  const findings = invoices.flatMap((invoice) => findingsOf({ ...input, invoice, today }));
  if (findings.length > 0) throw contradictions(findings);
  const customers = storiesOf({ invoices, customers: invoices.length }).map((story) => planCustomer({ ...input, story, today, counts }));
  return { customers, counts };
}

/** The key of `KnownBooks.items`. */
export const itemKey = ({ customerId, number }: { customerId: string; number: string }): string => `${customerId} ${number}`;

function planCustomer({
  story,
  today,
  counts,
  known,
  details,
  earlier,
  currency,
  legalEntity,
  journey,
  journeyId,
  now,
}: PlanInput & { story: Story; today: LocalDate; counts: ImportCounts }): PlannedCustomer {
  const externalId = story.customer;
  const there = known.customers.get(externalId);
  const id = there?.id ?? importedCustomerId({ legalEntityId: legalEntity.id, externalId });
  const { email = null, ranks = [], ...said } = details.get(externalId) ?? {};
  const customer = {
    ...customerOf({ id, story, currency, journeyId, legalEntityId: legalEntity.id, shift: 0 }),
    country: legalEntity.country,
    ...said,
  };
  const create = there
    ? null
    : {
        customer,
        externalId,
        name: externalId,
        contacts: [{ purpose: 'all' as const, name: externalId, email }, ...ranks.map((one) => ({ name: externalId, ...one }))],
        recordedAt: now,
      };
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
            source: IMPORT_SOURCE,
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
        return isNew
          ? [settled({ itemId, accountId: item?.accountId ?? account, amount, currency, on: day.on, paidBy: invoice.paidBy })]
          : [];
      }
      counts.invoices[item ? 'known' : 'added'] += 1;
      if (item) return [];
      const { deliveredOn = null, lastStep = null } = earlier.get(invoice.invoice) ?? {};
      const reports = [issued({ itemId, accountId: account, invoice, deliveredOn, currency })];
      if (lastStep) {
        const steps = stepsUpTo({ journey: there?.journey ?? journey, step: lastStep.name }) ?? [];
        counts.takenOver.invoices += 1;
        counts.takenOver.steps += steps.length;
        reports.push(taken({ itemId, steps, on: lastStep.on }));
      } else if (invoice.settledOn === null && invoice.dueOn < today) {
        counts.held += 1;
        reports.push(held({ itemId, today }));
      }
      return reports;
    }),
  );
  return { id, create, batches: inBatches(units) };
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
  file,
  invoice: { invoice: number, customer, issuedOn, settledOn, amount, dueOn },
  today,
  currency,
  known,
  legalEntity,
  earlier,
  journey,
}: PlanInput & { invoice: ImportedInvoice; today: LocalDate }): string[] {
  const findings: string[] = [];
  const say = (finding: string) => findings.push(`${file}: invoice ${number}: ${finding}`);
  if (issuedOn > today) say(`it is issued on ${issuedOn}, which is still to come`);
  if (settledOn && settledOn > today) say(`it is settled on ${settledOn}, which is still to come`);
  const there = known.customers.get(customer);
  const customerId = there?.id ?? importedCustomerId({ legalEntityId: legalEntity.id, externalId: customer });
  const item = known.items.get(itemKey({ customerId, number }));
  if (item && (item.amount !== amount || item.currency !== currency || item.dueOn !== dueOn))
    say(
      `the books have it with ${item.amount} ${item.currency} minor units due on ${item.dueOn}, the file with ${amount} ${currency} due on ${dueOn}`,
    );
  const { line, deliveredOn = null, lastStep = null, columns } = earlier.get(number) ?? {};
  if (deliveredOn && deliveredOn > today) say(`it is delivered on ${deliveredOn}, which is still to come`);
  if (lastStep && lastStep.on > today) say(`its last step went on ${lastStep.on}, which is still to come`);
  const walked = there?.journey ?? journey;
  if (lastStep && !stepsUpTo({ journey: walked, step: lastStep.name }))
    findings.push(
      `${file}:${line}: column ${columns?.lastStep}: the journey ${walked.name} has no step "${lastStep.name}"; it has ${itemSteps(walked).join(', ')}`,
    );
  return findings;
}

const SHOWN = 20;
function contradictions(findings: string[]): DulyError {
  const lines = findings.slice(0, SHOWN);
  if (findings.length > SHOWN) lines.push(`… and ${findings.length - SHOWN} more.`);
  return new DulyError({ code: 'file_invalid', message: `${lines.join('\n')}\nNothing was imported. Correct these rows and try again.` });
}
