/** A journey of its own for one invoice, by the one way in: a fact that an operator reports. */
import { v7 as uuid } from 'uuid';
import { moveInvoice } from '../activities/move-invoice.js';
import { findVersion } from '../adapters/journeys.js';
import { dateAt } from '../domain/calendar.js';
import { invoiceNamed } from './invoice-named.js';
import { OPERATOR, recordByHand, type ServersByHand } from './record-by-hand.js';

export interface InvoiceJourney {
  customer: string;
  invoice: string;
  number: string;
  /** As `NAME@VERSION`; null: its customer's. */
  journey: string | null;
  /** False: it walked that one already. */
  changed: boolean;
}

/** Throws `unknown_item`, `unknown_customer`, `unknown_journey`, and `invalid_request` where there is no way; then nothing was changed. */
export async function giveJourney({
  servers,
  invoice,
  customer,
  journey,
  stages,
}: {
  servers: ServersByHand;
  invoice: string;
  customer: string | undefined;
  /** Null: back to its customer's. */
  journey: string | null;
  stages: ReadonlyMap<string, string>;
}): Promise<InvoiceJourney> {
  const { id, customerId, number } = await invoiceNamed({ prisma: servers.prisma, invoice, customer });
  const to = journey === null ? null : await findVersion({ prisma: servers.prisma, named: journey, at: 'journey' });
  let changed = false;
  await recordByHand({
    servers,
    customerId,
    reports: async (books, now) => {
      const effectiveOn = dateAt(now, books.customer().timeZone);
      const report = { source: OPERATOR, externalId: `journey/${uuid()}`, effectiveOn };
      const moved = await moveInvoice({ books, report, itemId: id, to: to?.id ?? null, stages, by: OPERATOR });
      changed = moved !== undefined;
      return moved ? [moved] : [];
    },
  });
  return { customer: customerId, invoice: id, number, journey: to && `${to.name}@${to.version}`, changed };
}

export const invoiceJourneyText = ({ number, invoice, journey, changed }: InvoiceJourney): string => {
  const walked = journey ?? "its customer's journey";
  const back = journey === null ? '' : ` Back: npx duly journey ${number || invoice} --back`;
  return changed
    ? `Invoice ${number || invoice} walks ${walked} from now on: what it has had is not repeated.${back}`
    : `Invoice ${number || invoice} walks ${walked} already: nothing was changed.`;
};
